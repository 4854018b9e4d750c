/**
 * Numbers and matrix products for training. Sums have one order, whatever computes them, so that a trained model does not depend on the machine.
 */
@NullMarked
package io.github.dsllm.sim.training.kernel;

import org.jspecify.annotations.NullMarked;
