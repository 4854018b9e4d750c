/**
 * Executes a chip image as the generated hardware does, bit for bit. This is the golden model that the hardware is
 * compared with.
 */
@NullMarked
package io.github.dsllm.sim;

import org.jspecify.annotations.NullMarked;
