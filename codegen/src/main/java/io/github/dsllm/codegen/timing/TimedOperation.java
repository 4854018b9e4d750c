package io.github.dsllm.codegen.timing;

import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;

/** An instruction with its descriptor. */
record TimedOperation(Instruction instruction, Descriptor descriptor) {
    NodeFunction function() {
        return descriptor.function();
    }

    boolean is(NodeFunction function) {
        return descriptor.function() == function;
    }

    int group() {
        return instruction.group();
    }
}
