/** ngspice against the dynamics in float64: runs the decks of {@code sim.physics.spice} and compares what comes back. */
@NullMarked
package io.github.dsllm.verification.spice;

import org.jspecify.annotations.NullMarked;
