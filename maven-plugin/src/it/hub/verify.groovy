def log = new File(basedir, 'build.log').text
assert log.contains('the hub http://127.0.0.1:9 cannot be reached')
assert log.contains('perhaps you are offline')
assert log.contains('"hf:nothing" is no name of a model on the hub; perhaps you should write it like hf:owner/name')
assert !log.contains('\tat io.github.dsllm') : 'a mistake of the user shows no stack trace'
