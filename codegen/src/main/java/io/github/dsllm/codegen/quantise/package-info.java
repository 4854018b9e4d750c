/**
 * Couplings and states as integers: per-row self-reaction as the scale, power-of-two state formats, calibrated on text. The result is independent of
 * any chip layout.
 */
@NullMarked
package io.github.dsllm.codegen.quantise;

import org.jspecify.annotations.NullMarked;
