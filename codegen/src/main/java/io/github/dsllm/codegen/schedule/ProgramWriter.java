package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the instructions of one tile and keeps each descriptor once. */
public final class ProgramWriter {
    static final int MAXIMUM_DESCRIPTORS = 256;

    private final int tile;
    private final Map<Descriptor, Integer> descriptors = new LinkedHashMap<>();
    private final List<Instruction> program = new ArrayList<>();
    private final List<OperatorTag> tags = new ArrayList<>();

    public ProgramWriter(int tile) {
        this.tile = tile;
    }

    /** @throws UserError if there are too many descriptors */
    public void add(Descriptor descriptor, long address, int group, OperatorTag tag) {
        Integer index = descriptors.computeIfAbsent(descriptor, key -> descriptors.size());
        if (index >= MAXIMUM_DESCRIPTORS) {
            throw new UserError(
                    "the program of tile " + tile + " needs more than " + MAXIMUM_DESCRIPTORS
                            + " function descriptors (at layer " + tag.layer() + ", operator " + tag.operator()
                            + "), because groups and formats differ too much; perhaps you should give the tile more lanes or the chip more tiles");
        }
        program.add(new Instruction(descriptor.function().opcode(), address, group, index));
        tags.add(tag);
    }

    public Program program() {
        return new Program(program, List.copyOf(descriptors.keySet()), tags);
    }
}
