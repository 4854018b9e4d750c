/**
 * Gradients from equilibria: loss currents at clamped outputs, and adjoint nodes that relax on transposed couplings. Shares nothing with the usual derivatives.
 */
@NullMarked
package io.github.dsllm.sim.training.adjoint;

import org.jspecify.annotations.NullMarked;
