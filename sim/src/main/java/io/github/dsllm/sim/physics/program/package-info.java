/**
 * Stages of a DS program as systems of numbers: a stage with its locked values becomes J, h and b, and a model becomes the sequence of systems that its
 * nodes go through for one token.
 */
@NullMarked
package io.github.dsllm.sim.physics.program;

import org.jspecify.annotations.NullMarked;
