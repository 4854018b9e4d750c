/**
 * What each node function must compute, as complete little chip images with the values that docs/isa.md asks for. Whatever executes chip images can be
 * held against them: the golden machine, and the hardware in a simulator.
 */
@NullMarked
package io.github.dsllm.sim.golden.contract;

import org.jspecify.annotations.NullMarked;
