def log = new File(basedir, 'build.log').text
assert log.contains('generating, because of: first run')
assert log.contains('up to date: ')
assert log.contains('generating, because of: numerics')
assert log.count('BUILD SUCCESS') == 3
def compiled = new File(basedir, 'target/classes/dsllm/TinyChip.class')
assert compiled.isFile() : 'the facade is compiled even when nothing is generated'
