/**
 * The dynamics themselves in float64: systems of nodes with couplings J, self-reactions h and biases b, whether they settle, how they move, where they
 * rest, and their energy. docs/physics.md leads from the equation to a plot.
 */
@NullMarked
package io.github.dsllm.sim.physics;

import org.jspecify.annotations.NullMarked;
