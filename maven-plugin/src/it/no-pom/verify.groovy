assert new File(basedir, 'target/dsllm/image/image.json').isFile()
assert !new File(basedir, '${project.basedir}').exists() : 'Maven leaves the build directory unexpanded without a pom'
def log = new File(basedir, 'build.log').text
assert log.contains('up to date')
assert log =~ /golden: \d+ new tokens/
assert log =~ /float: \d+ new tokens/
def page = new File(basedir, 'target/dsllm/report.html').text
assert page.contains('Where each layer lives')
assert !(page =~ /(src|href)="http/) : 'the report needs no network'
assert log.contains('dsllm:generate') && log.contains('dsllm:verify') && log.contains('dsllm:init')
