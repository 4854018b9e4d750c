def target = new File(basedir, 'target')
['dsllm/image/image.json', 'dsllm/rtl/filelist.f', 'dsllm/dumps/tile0.dsasm', 'dsllm/dumps/graph.dot', 'dsllm/generate.json',
 'generated-sources/dsllm/dsllm/TinyChip.java', 'classes/dsllm/TinyChip.class', 'classes/dsllm/tiny-chip/image.json'].each {
    assert new File(target, it).isFile() : it + ' is missing'
}
assert new File(target, 'dsllm/generate.json').text.contains('"loadImbalance"')
assert !new File(basedir, '${project.basedir}').exists()
