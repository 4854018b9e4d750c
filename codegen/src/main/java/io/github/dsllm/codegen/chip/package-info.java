/**
 * What the user says about the chip, and the parameters of the core that follow from it. Everything that golden model and RTL must agree on
 * (widths, depths, constants, tables) is stated here once and read by both.
 */
@NullMarked
package io.github.dsllm.codegen.chip;

import org.jspecify.annotations.NullMarked;
