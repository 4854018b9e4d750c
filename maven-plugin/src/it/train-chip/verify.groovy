def block = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/dsllm/train.json'))
assert block.goal == 'train'
assert block.chip == 'learn-16'
assert block.figures.lossLast.value < block.figures.lossFirst.value
assert block.figures.hostReadWords.value == 0
assert block.figures.hostWriteWords.value == 1
assert new File(basedir, 'target/dsllm/report.html').text.contains('Training</h2>')
assert new File(basedir, 'target/dsllm/train/image/tile0_coupling.mem').isFile()
def texts = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/texts/train.json'))
assert texts.figures.accuracy.value > 0.9
assert texts.figures.'deviation-ds'.value < 0.01
assert texts.figures.'deviation-ds-ecl'.value < 0.01
assert new File(basedir, 'target/texts/train/curves.csv').text.contains('backprop,')
def log = new File(basedir, 'build.log').text
assert log.contains('perhaps you should add to its spec: training: { masterBits: 12 }')
assert !log.contains('\tat io.github.dsllm') : 'a mistake of the user shows no stack trace'
