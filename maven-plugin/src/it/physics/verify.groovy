def layer = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/layer/physics.json'))
assert layer.goal == 'physics'
assert layer.figures.energyRises.value == 0
assert layer.figures.settleTime.unit == 's'
assert layer.checks.every { it.passed }
assert new File(basedir, 'target/layer/physics/layers.0.wq-trajectories.svg').isFile()
assert new File(basedir, 'target/dsllm/physics/retrieval_of_a_pattern-energy.svg').isFile()
assert new File(basedir, 'target/dsllm/report.html').text.contains('Physics</h2>')
def integers = new groovy.json.JsonSlurper().parse(new File(basedir, 'target/integers/physics.json'))
assert integers.checks.find { it.name == 'integer-energy-never-rises' }.passed
assert integers.figures.restError.value < 1e-3
def log = new File(basedir, 'build.log').text
assert log.contains('not positive definite at row 1')
assert !log.contains('\tat io.github.dsllm') : 'a mistake of the user shows no stack trace'
