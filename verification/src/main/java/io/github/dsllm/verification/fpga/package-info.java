/**
 * From the Verilog of a chip to an FPGA: targets with their parts and boards, the resources that Yosys counts, and the folder from which a bitstream is made
 * with or without Maven.
 */
@NullMarked
package io.github.dsllm.verification.fpga;

import org.jspecify.annotations.NullMarked;
