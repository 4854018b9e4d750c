/**
 * Trainings as jobs for a JVM of their own: language modelling on a text file, and tasks of classification.
 */
@NullMarked
package io.github.dsllm.sim.training.job;

import org.jspecify.annotations.NullMarked;
