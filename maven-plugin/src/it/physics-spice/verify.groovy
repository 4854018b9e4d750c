def physics = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/dsllm/physics.json'))
assert physics.figures.spiceDecks.value == 3
assert physics.figures.spiceMaxRelativeError.value < 1e-4
assert physics.checks.find { it.name == 'spice-equals-ode' }.passed
assert new File(basedir, 'target/dsllm/physics/spice').list().findAll { it.endsWith('.cir') }.size() == 3
