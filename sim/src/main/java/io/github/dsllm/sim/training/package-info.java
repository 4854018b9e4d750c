/**
 * Trains language models by back-propagation and by the currents of settled nodes, on one code path; docs/training.md. {@link
 * io.github.dsllm.sim.training.Trainer} is the way in.
 */
@NullMarked
package io.github.dsllm.sim.training;

import org.jspecify.annotations.NullMarked;
