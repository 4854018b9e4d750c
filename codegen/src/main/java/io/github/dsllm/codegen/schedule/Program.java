package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.image.OperatorTag;
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
}
