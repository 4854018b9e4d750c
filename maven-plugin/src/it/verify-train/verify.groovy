def result = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/dsllm/train.json'))
assert !result.checks.find { it.name == 'rtl-equals-golden' }.passed : 'the last run had a fault'
def log = new File(basedir, 'build.log').text
for (name in ['rtl-equals-golden', 'tokens-equal', 'detects-injected-fault', 'couplings-equal', 'cycles-as-foreseen']) {
    assert log.contains('passed: ' + name)
}
assert log.contains('the RTL and the golden model do not learn the same')
assert new File(basedir, 'target/dsllm/report.html').text.contains('cyclesPerUpdate')
assert !log.contains('\tat io.github.dsllm') : 'a fault that was asked for shows no stack trace'
