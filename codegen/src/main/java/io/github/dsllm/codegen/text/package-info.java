/**
 * Text files that strangers wrote: bounded, strict UTF-8, and cut into stories. Models, trainings and calibrations read their texts through it.
 */
@NullMarked
package io.github.dsllm.codegen.text;

import org.jspecify.annotations.NullMarked;
