/**
 * Between text and tokens: the tokenizer files of llama2.c and of Hugging Face.
 *
 * <p>Both are small enough to be read here in plain Java; a native tokenizer library would tie the build to a few platforms. What a file declares and this
 * package does not know is refused, because a slightly wrong tokenizer makes a model look stupid instead of broken.
 */
@NullMarked
package io.github.dsllm.codegen.tokenizer;

import org.jspecify.annotations.NullMarked;
