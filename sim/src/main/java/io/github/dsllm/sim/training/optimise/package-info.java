/**
 * From gradients to new weights: optimisers, learning rates, clipping.
 */
@NullMarked
package io.github.dsllm.sim.training.optimise;

import org.jspecify.annotations.NullMarked;
