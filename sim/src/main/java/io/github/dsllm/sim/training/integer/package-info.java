/**
 * Training with what the chip computes with in the forward pass: integer couplings with one step per row.
 */
@NullMarked
package io.github.dsllm.sim.training.integer;

import org.jspecify.annotations.NullMarked;
