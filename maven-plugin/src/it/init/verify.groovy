['chip.yaml', 'chip-spec.schema.json', 'pom.xml', 'src/test/java/ChipTest.java'].each {
    assert new File(basedir, it).isFile() : it + ' is missing'
}
assert new File(basedir, 'build.log').text.contains('Tests run: 1, Failures: 0, Errors: 0, Skipped: 0')
