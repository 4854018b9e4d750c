/**
 * Systems as circuits for ngspice: decks in three forms, and the raw files that a simulation leaves. Running ngspice is the business of {@code verification}.
 */
@NullMarked
package io.github.dsllm.sim.physics.spice;

import org.jspecify.annotations.NullMarked;
