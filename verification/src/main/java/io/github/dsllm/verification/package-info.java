/**
 * Compares generated hardware with the golden model on the same chip image. A difference is located by tile, layer,
 * operator and value.
 */
@NullMarked
package io.github.dsllm.verification;

import org.jspecify.annotations.NullMarked;
