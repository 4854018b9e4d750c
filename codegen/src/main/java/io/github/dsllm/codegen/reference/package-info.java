/**
 * The float path: the model in the arithmetic of llama2.c, against which everything quantised is measured.
 * It also generates text, measures perplexity, and shows its inner values to whoever calibrates.
 */
@NullMarked
package io.github.dsllm.codegen.reference;

import org.jspecify.annotations.NullMarked;
