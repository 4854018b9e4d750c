/** Tests that both descriptions of every stage agree, and that the stages compute the model. */
@NullMarked
package io.github.dsllm.codegen.program;

import org.jspecify.annotations.NullMarked;
