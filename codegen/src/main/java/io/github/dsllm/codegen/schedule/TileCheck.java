package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.schedule.ScheduleVerifier.Machine;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The rules that a program keeps within its own tile: form, addresses, every value made before it is read and read before it is lost. */
final class TileCheck {
    /** Makers whose result has no use but to be read here. */
    private static final Set<NodeFunction> MADE_TO_BE_READ = EnumSet.of(
            NodeFunction.LINEAR,
            NodeFunction.NORM,
            NodeFunction.ROPE,
            NodeFunction.ATTEND,
            NodeFunction.SILU,
            NodeFunction.PRODUCT,
            NodeFunction.TABLE,
            NodeFunction.CLAMP);

    private final int tile;
    private final TileImage image;
    private final CoreParameters core;
    private final int vocabularyGroups;
    private final AddressCheck addresses;
    private final List<String> problems;
    private final Set<Integer> made = new HashSet<>();
    private final Set<Integer> madeByOwner = new HashSet<>();
    private final Map<Integer, Integer> unread = new TreeMap<>();
    private final Set<Long> keys = new HashSet<>();
    private final Set<Long> values = new HashSet<>();
    private boolean holdsRows;
    private @Nullable Instruction scores;

    TileCheck(int tile, Machine machine, List<String> problems) {
        this.tile = tile;
        this.image = machine.tiles().get(tile);
        this.core = machine.core();
        this.vocabularyGroups = machine.vocabularyGroups();
        this.addresses = new AddressCheck(image, core, machine.hasWeights());
        this.problems = problems;
    }

    void check() {
        ends();
        for (int pc = 0; pc < image.program().size(); pc++) {
            Instruction instruction = image.program().get(pc);
            if (instruction.descriptor() >= image.descriptors().size()) {
                problem(
                        pc,
                        "names descriptor " + instruction.descriptor() + " of "
                                + image.descriptors().size());
                continue;
            }
            Descriptor descriptor = image.descriptorOf(instruction);
            if (instruction.opcode() != descriptor.function().opcode()) {
                problem(pc, "issues " + descriptor.function() + " as " + instruction.opcode());
            }
            for (String text : addresses.problems(instruction, descriptor)) {
                problem(pc, text);
            }
            order(pc, instruction, descriptor);
            dataFlow(pc, descriptor, Footprint.of(instruction, descriptor, tile, core.lanes()));
        }
        ReloadCheck.check(tile, image, problems);
        unread.forEach((group, pc) -> problem(pc, "makes group " + group + ", which nobody reads"));
    }

    private void ends() {
        int size = image.program().size();
        if (size == 0 && tile != 0) {
            return;
        }
        if (size == 0 || size >= core.depths().program()) {
            problems.add("tile " + tile + " has a program of " + size + " instructions for a memory of "
                    + core.depths().program() + ", which must be deeper");
            return;
        }
        for (int pc = 0; pc < size; pc++) {
            Instruction instruction = image.program().get(pc);
            if (instruction.descriptor() >= image.descriptors().size()) {
                continue;
            }
            NodeFunction function = image.descriptorOf(instruction).function();
            if ((function == NodeFunction.TOKEN) != (pc == 0)) {
                problem(pc, "is " + function + ", but TOKEN is the first instruction and only that");
            }
            if ((function == NodeFunction.SAMPLE) != (tile == 0 && pc == size - 1)) {
                problem(pc, "is " + function + ", but SAMPLE is the last instruction of tile 0 and only that");
            }
        }
    }

    private void order(int pc, Instruction instruction, Descriptor descriptor) {
        switch (descriptor.function()) {
            case KEY -> keys.add(instruction.address());
            case VALUE -> values.add(instruction.address());
            case SCORES -> {
                if (!keys.contains(instruction.address())) {
                    problem(pc, "reads keys at " + instruction.address() + " that no KEY wrote");
                }
                scores = instruction;
            }
            case ATTEND -> {
                if (!values.contains(instruction.address())) {
                    problem(pc, "reads values at " + instruction.address() + " that no VALUE wrote");
                }
                Instruction before = scores;
                if (before == null
                        || before.address() != instruction.address()
                        || image.descriptorOf(before).count() != descriptor.count()) {
                    problem(pc, "does not follow the SCORES of its head group");
                }
                scores = null;
            }
            default -> {}
        }
    }

    private void dataFlow(int pc, Descriptor descriptor, Footprint footprint) {
        boolean isOwners = descriptor.has(Flag.OWNER);
        for (int group : footprint.reads()) {
            if (madeByOwner.contains(group) && !isOwners) {
                problem(pc, "reads group " + group + ", which is made here only if the token's row is held here");
            } else if (!made.contains(group)) {
                problem(pc, "reads group " + group + " before anything wrote it");
            }
            unread.remove(group);
        }
        for (int group : footprint.arrivals()) {
            if (isOwners && holdsRows && !made.contains(group)) {
                problem(pc, "does not wait for group " + group + " where the row is held here, but nothing makes it");
            }
            write(pc, group);
        }
        for (int group : footprint.writes()) {
            write(pc, group);
            if (MADE_TO_BE_READ.contains(descriptor.function())) {
                unread.put(group, pc);
            }
        }
        if (descriptor.function() == NodeFunction.EMBED) {
            holdsRows = true;
            if (descriptor.second() < vocabularyGroups) {
                madeByOwner.addAll(footprint.writes());
            }
        }
    }

    private void write(int pc, int group) {
        replaced(pc, group);
        made.add(group);
        madeByOwner.remove(group);
    }

    private void replaced(int pc, int group) {
        Integer maker = unread.remove(group);
        if (maker != null) {
            problem(pc, "overwrites group " + group + " that pc " + maker + " made and nobody has read");
        }
    }

    private void problem(int pc, String text) {
        problems.add(ScheduleVerifier.place(tile, pc, image) + " " + text);
    }
}
