/**
 * The golden model: executes a chip image instruction by instruction with exactly the integer arithmetic of docs/isa.md. What it computes is what the
 * generated hardware must compute; {@link io.github.dsllm.sim.golden.GoldenMachine} is the way in.
 */
@NullMarked
package io.github.dsllm.sim.golden;

import org.jspecify.annotations.NullMarked;
