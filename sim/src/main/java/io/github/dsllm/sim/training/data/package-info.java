/**
 * Texts, and what a trainer takes from them: tokenizers and batches.
 */
@NullMarked
package io.github.dsllm.sim.training.data;

import org.jspecify.annotations.NullMarked;
