/**
 * Which texts are trained on, and which are kept back for figures.
 */
@NullMarked
package io.github.dsllm.sim.training.text;

import org.jspecify.annotations.NullMarked;
