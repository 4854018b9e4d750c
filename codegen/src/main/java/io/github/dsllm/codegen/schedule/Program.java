package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;
import java.util.List;

/**
 * What one tile executes for every position.
 *
 * @param instructions from pc 0 to the last
 * @param descriptors descriptor memory
 * @param tags what each instruction is for
 */
public record Program(List<Instruction> instructions, List<Descriptor> descriptors, List<OperatorTag> tags) {
    public Program {
        instructions = List.copyOf(instructions);
        descriptors = List.copyOf(descriptors);
        tags = List.copyOf(tags);
    }

    /**
     * What a tile holds that runs this without norms and trajectories: one word of gains, all 0.
     *
     * @param couplings J, (coupling words × lanes)
     * @param mantissas m, (scale words × lanes)
     * @param shifts sh, same shape
     */
    public TileImage tile(short[] couplings, int[] mantissas, byte[] shifts, int lanes) {
        return new TileImage(couplings, mantissas, shifts, new int[0], new int[lanes], instructions, descriptors, tags);
    }
}
