/**
 * Classification of texts and of pairs of texts: readers of labelled files, and what a trainer takes from them.
 */
@NullMarked
package io.github.dsllm.sim.training.tasks;

import org.jspecify.annotations.NullMarked;
