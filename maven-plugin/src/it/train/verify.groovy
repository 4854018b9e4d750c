def result = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/dsllm/train.json'))
assert result.goal == 'train'
assert result.figures.steps.value == 12
assert result.figures.lossLast.value < result.figures.lossFirst.value
assert result.figures.hostReadWords.value == 0
assert result.figures.lossValidation.unit == 'nat'
assert new File(basedir, 'target/dsllm/train/ds-ecl/model.safetensors').isFile()
assert new File(basedir, 'target/dsllm/train/ds-ecl/tokenizer.json').isFile()
assert new File(basedir, 'target/dsllm/train/cosines-ds-ecl.svg').isFile()
assert new File(basedir, 'target/dsllm/image').list().length > 1 : 'generate reads what train made'
assert new File(basedir, 'target/dsllm/report.html').text.contains('Training</h2>')
def gpt2 = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/gpt2/train/ds-ecl/config.json'))
assert gpt2.model_type == 'gpt2'
assert new File(basedir, 'target/gpt2/image').list().length > 1 : 'generate reads a GPT-2 that train made'
def log = new File(basedir, 'build.log').text
assert log.contains('did you mean ds-ecl?')
assert log.contains('has no weights: a new model of its shape is trained')
assert !log.contains('\tat io.github.dsllm') : 'a mistake of the user shows no stack trace'
