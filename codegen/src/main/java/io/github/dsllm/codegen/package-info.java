/**
 * Turns the files of a trained language model and a chip spec into a chip image. Data walks through the packages below
 * in order: model, graph, DS program, quantisation, partition, schedule, image.
 */
@NullMarked
package io.github.dsllm.codegen;

import org.jspecify.annotations.NullMarked;
