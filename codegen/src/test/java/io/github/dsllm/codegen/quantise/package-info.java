/** Tests of the arithmetic at compile time. */
@NullMarked
package io.github.dsllm.codegen.quantise;

import org.jspecify.annotations.NullMarked;
