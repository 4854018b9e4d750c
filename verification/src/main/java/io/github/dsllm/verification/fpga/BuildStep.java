package io.github.dsllm.verification.fpga;

import java.util.List;

/**
 * A run of a tool in the folder of a design.
 *
 * @param name what it does, one word; its log is {@code <name>.log}
 * @param command program and arguments, paths relative to the folder
 * @param inputs files that it reads
 * @param output file that it makes
 * @param minutes after which it is given up
 */
public record BuildStep(String name, List<String> command, List<String> inputs, String output, int minutes) {
    public BuildStep {
        command = List.copyOf(command);
        inputs = List.copyOf(inputs);
    }

    public String log() {
        return name + ".log";
    }
}
