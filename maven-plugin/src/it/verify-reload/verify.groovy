def read(basedir, goal) { new groovy.json.JsonSlurper().parse(new File(basedir, "target/dsllm/${goal}.json")) }
def generated = read(basedir, 'generate').figures
assert generated.residentWords.value > 0
assert generated.reloadWords.value > generated.residentWords.value
assert generated.reloadCyclesPerToken.value > 0
def verdict = read(basedir, 'verify')
assert verdict.figures.mismatches.value == 0
assert verdict.checks.every { it.passed }
assert verdict.checks.find { it.name == 'detects-injected-fault' }.detail.contains('external word')
assert new File(basedir, 'target/dsllm/report.html').text.contains('external memory')
