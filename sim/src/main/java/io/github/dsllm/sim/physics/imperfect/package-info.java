/**
 * What circuits do to the numbers: quantisation, mismatch, noise, rails, drift, time that is too short. Each is an object of its own with a strength, found by
 * {@link java.util.ServiceLoader}; they compose, and one seed decides everything that is random.
 */
@NullMarked
package io.github.dsllm.sim.physics.imperfect;

import org.jspecify.annotations.NullMarked;
