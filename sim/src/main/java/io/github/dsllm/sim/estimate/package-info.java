/**
 * What an analog dynamical-system machine would take and draw for a language model, and what a training costs on it and on GPUs; docs/estimate.md. {@link
 * io.github.dsllm.sim.estimate.Estimate} is the way in; sizes of a model suffice.
 */
@NullMarked
package io.github.dsllm.sim.estimate;

import org.jspecify.annotations.NullMarked;
