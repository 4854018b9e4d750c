package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.schedule.ScheduleVerifier.Machine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every token has one tile that holds its embedding, and all tiles that hold some agree where it goes. */
final class EmbeddingCheck {
    private final List<String> problems;
    private final int[] holders;
    private final Map<String, Integer> destinations = new LinkedHashMap<>();
    private final Map<List<Instruction>, Integer> shares = new LinkedHashMap<>();

    private EmbeddingCheck(Machine machine, List<String> problems) {
        this.problems = problems;
        this.holders = new int[machine.vocabularyGroups()];
    }

    static void check(Machine machine, List<String> problems) {
        EmbeddingCheck check = new EmbeddingCheck(machine, problems);
        for (int tile = 0; tile < machine.tiles().size(); tile++) {
            check.tile(tile, machine.tiles().get(tile));
        }
        check.agreement();
    }

    private void tile(int tile, TileImage memory) {
        int found = 0;
        List<Instruction> shared = new ArrayList<>();
        for (Instruction instruction : memory.program()) {
            if (instruction.descriptor() >= memory.descriptors().size()) {
                continue;
            }
            Descriptor descriptor = memory.descriptorOf(instruction);
            if (descriptor.function() == NodeFunction.EMBED) {
                found++;
                hold(tile, descriptor);
                destinations.putIfAbsent(
                        instruction.group() + " " + descriptor.count() + " " + descriptor.valid(), tile);
            }
            if (descriptor.function() == NodeFunction.SEND && descriptor.has(Flag.OWNER)) {
                if (found == 0) {
                    problems.add("tile " + tile + " shares group " + instruction.group()
                            + " of the embedding before any EMBED");
                }
                shared.add(new Instruction(instruction.opcode(), instruction.address(), instruction.group(), 0));
            }
        }
        if (found > 1) {
            problems.add("tile " + tile + " has " + found + " EMBED instructions");
        }
        if (found > 0) {
            shares.putIfAbsent(shared, tile);
        }
    }

    private void hold(int tile, Descriptor descriptor) {
        if (descriptor.second() == 0) {
            problems.add("tile " + tile + " has an EMBED instruction and no rows for it");
        }
        for (int i = 0; i < descriptor.second(); i++) {
            int group = descriptor.source() + i;
            if (group < holders.length) {
                holders[group]++;
            } else {
                problems.add("tile " + tile + " holds embedding group " + group + " of " + holders.length);
            }
        }
    }

    private void agreement() {
        for (int group = 0; group < holders.length; group++) {
            if (holders[group] != 1) {
                problems.add("embedding group " + group + " is held by " + holders[group] + " tiles instead of one");
            }
        }
        if (destinations.size() > 1) {
            problems.add("tiles " + destinations.values() + " disagree about the group or size of the embedding");
        }
        if (shares.size() > 1) {
            problems.add("tiles " + shares.values() + " disagree about who reads the embedding");
        }
    }
}
