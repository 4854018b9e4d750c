def log = new File(basedir, 'build.log').text
assert log.contains('there is no model at ')
assert log.contains('perhaps you should check the path (parameter dsllm.model)')
assert !log.contains('\tat io.github.dsllm')
