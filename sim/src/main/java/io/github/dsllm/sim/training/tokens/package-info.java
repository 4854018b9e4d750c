/**
 * Learns the tokens of a text: a byte-pair tokenizer in the manner of Llama 2, which codegen reads back and encodes with.
 */
@NullMarked
package io.github.dsllm.sim.training.tokens;

import org.jspecify.annotations.NullMarked;
