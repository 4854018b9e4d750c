/** Tests of the model readers, and {@link io.github.dsllm.codegen.model.TinyModels}, which other modules use as a fixture. */
@NullMarked
package io.github.dsllm.codegen.model;

import org.jspecify.annotations.NullMarked;
