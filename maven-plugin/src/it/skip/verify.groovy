assert new File(basedir, 'build.log').text.count('[INFO] skipped') == 2
assert !new File(basedir, 'target/dsllm').exists()
