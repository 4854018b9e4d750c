package io.github.dsllm.verification.fpga;

/**
 * An FPGA that can be bought.
 *
 * @param name as the chip spec names it, with speed grade and perhaps package
 * @param device as the place-and-route tool names the die
 * @param packaging as that tool names the package
 * @param speed speed grade, empty where the tool knows none
 * @param capacity what it has
 */
public record FpgaPart(String name, String device, String packaging, String speed, Resources capacity) {}
