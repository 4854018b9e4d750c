def verdict = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/dsllm/verify.json'))
assert verdict.figures.mismatches.value == 0
assert verdict.checks.collect { it.name } == ['rtl-equals-golden', 'tokens-equal', 'detects-injected-fault']
assert verdict.checks.every { it.passed }
assert new File(basedir, 'target/dsllm/verify.xml').text.contains('failures="0"')
