package io.github.dsllm.sim.golden.contract;

import io.github.dsllm.codegen.image.ChipImage;
import java.util.List;

/**
 * One instruction within a small one-tile program, and what it must give.
 *
 * @param name for the test report
 * @param image TOKEN, EMBED that loads the inputs, whatever must precede, the instruction, SAMPLE
 * @param prompt one token per position; greedy, and a limit of one new token ends the story behind it
 * @param pc the instruction in question
 * @param expected values of docs/isa.md §6 per position
 * @param saturations clamped nodes per position
 */
public record FunctionCase(
        String name,
        ChipImage image,
        List<Integer> prompt,
        int pc,
        List<List<Long>> expected,
        List<Integer> saturations) {

    /** The same case with other contents of the chip. */
    public FunctionCase on(ChipImage other) {
        return new FunctionCase(name, other, prompt, pc, expected, saturations);
    }

    @Override
    public String toString() {
        return name;
    }
}
