/**
 * One page per goal of the workbench, read from top to bottom as the product works: load, map, quantise, partition, schedule, emit, verify. Nothing
 * here knows Maven; the plugin hands over a request and a place for messages.
 */
@NullMarked
package io.github.dsllm.verification.goal;

import org.jspecify.annotations.NullMarked;
