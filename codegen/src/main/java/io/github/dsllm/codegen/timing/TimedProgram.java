package io.github.dsllm.codegen.timing;

import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.util.List;
import java.util.stream.IntStream;

/** The program of a tile. It ends with SAMPLE, or with the empty word behind its last instruction. */
final class TimedProgram {
    private final List<TimedOperation> operations;

    TimedProgram(List<Instruction> program, List<Descriptor> descriptors) {
        operations = IntStream.range(0, program.size())
                .mapToObj(pc -> new TimedOperation(
                        program.get(pc), descriptors.get(program.get(pc).descriptor())))
                .toList();
    }

    int length() {
        return operations.size();
    }

    TimedOperation operation(int pc) {
        return operations.get(pc);
    }

    boolean endsWith(int pc) {
        return pc >= operations.size() || operations.get(pc).is(NodeFunction.SAMPLE);
    }
}
