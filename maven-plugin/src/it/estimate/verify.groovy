def estimate = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/dsllm/estimate.json'))
assert estimate.goal == 'estimate'
assert estimate.chip == 'ds-llm-poster'
assert estimate.figures.latencyPerToken.unit == 's'
assert estimate.figures.trainingTokens.value == 2e12
assert new File(basedir, 'target/dsllm/estimate/latency.svg').isFile()
assert new File(basedir, 'target/dsllm/report.html').text.contains('Estimate of an analog chip</h2>')
def own = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/own/estimate.json'))
assert own.figures.latencyPerToken.value > own.figures.settleTime.value
def log = new File(basedir, 'build.log').text
assert log.contains('dsllm.parameters seven is not a number; perhaps you should')
assert !log.contains('\tat io.github.dsllm') : 'a mistake of the user shows no stack trace'
