def log = new File(basedir, 'build.log').text
assert log.contains('chip.yaml has 3 problems:')
assert log.contains('line 3, lane: unknown key; did you mean lanes?')
assert log.contains('line 5, clock: "80 Mhz" is not a frequency; did you mean MHz?')
assert !log.contains('\tat io.github.dsllm') : 'a mistake of the user shows no stack trace'
assert !new File(basedir, 'target/dsllm').exists()
