/** What a chip will take of an FPGA and how fast it will be, foreseen from its parameters with what recorded runs of synthesis and placement have taught (docs/fpga.md). */
@NullMarked
package io.github.dsllm.verification.sizing;

import org.jspecify.annotations.NullMarked;
