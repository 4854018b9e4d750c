package io.github.dsllm.sim.golden.contract;

import io.github.dsllm.codegen.image.ChipImage;
import java.util.List;

/**
 * One instruction within a small one-tile program, and what it must give.
 *
 * @param name for the test report
 * @param image TOKEN, EMBED that loads the inputs, whatever must precede, the instruction, SAMPLE
 * @param prompt one token per position; greedy, no limit
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

    @Override
    public String toString() {
        return name;
    }
}
