/**
 * A Llama model as a sequence of stages, forwards and backwards, on one text at a time. What flows back is left to an implementation of
 * {@link io.github.dsllm.sim.training.pass.Gradients}.
 */
@NullMarked
package io.github.dsllm.sim.training.pass;

import org.jspecify.annotations.NullMarked;
