package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.CoreParameters.Depths;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An image whose programs a test changes before it is put together again. */
final class BrokenSchedules {
    private static final int ROOM = 8;

    private final ChipImage image;
    private final List<List<Instruction>> programs = new ArrayList<>();
    private final List<List<Descriptor>> descriptors = new ArrayList<>();
    private final List<List<OperatorTag>> tags = new ArrayList<>();

    BrokenSchedules(ChipImage image) {
        this.image = image;
        for (TileImage tile : image.tiles()) {
            programs.add(new ArrayList<>(tile.program()));
            descriptors.add(new ArrayList<>(tile.descriptors()));
            tags.add(new ArrayList<>(tile.operators()));
        }
    }

    /** The pc of the n-th instruction of a function, from 0. */
    int find(int tile, NodeFunction function, int n) {
        int found = 0;
        for (int pc = 0; pc < programs.get(tile).size(); pc++) {
            if (function(tile, pc) == function && found++ == n) {
                return pc;
            }
        }
        throw new AssertionError("tile " + tile + " has no " + function + " number " + n);
    }

    /** The pc of the n-th instruction of a function and operator within a layer. */
    int find(int tile, String operator, int layer) {
        for (int pc = 0; pc < tags.get(tile).size(); pc++) {
            if (tags.get(tile).get(pc).operator().equals(operator)
                    && tags.get(tile).get(pc).layer() == layer) {
                return pc;
            }
        }
        throw new AssertionError("tile " + tile + " has no " + operator + " in layer " + layer);
    }

    NodeFunction function(int tile, int pc) {
        return descriptors
                .get(tile)
                .get(programs.get(tile).get(pc).descriptor())
                .function();
    }

    Instruction instruction(int tile, int pc) {
        return programs.get(tile).get(pc);
    }

    Descriptor descriptor(int tile, int pc) {
        return descriptors.get(tile).get(instruction(tile, pc).descriptor());
    }

    BrokenSchedules remove(int tile, int pc) {
        programs.get(tile).remove(pc);
        tags.get(tile).remove(pc);
        return this;
    }

    BrokenSchedules move(int tile, int from, int to) {
        programs.get(tile).add(to, programs.get(tile).remove(from));
        tags.get(tile).add(to, tags.get(tile).remove(from));
        return this;
    }

    BrokenSchedules repeat(int tile, int pc) {
        programs.get(tile).add(pc, instruction(tile, pc));
        tags.get(tile).add(pc, tags.get(tile).get(pc));
        return this;
    }

    BrokenSchedules insert(int tile, int pc, Descriptor descriptor, long address, int group) {
        descriptors.get(tile).add(descriptor);
        int index = descriptors.get(tile).size() - 1;
        programs.get(tile).add(pc, new Instruction(descriptor.function().opcode(), address, group, index));
        tags.get(tile).add(pc, new OperatorTag(-1, descriptor.function().name().toLowerCase(Locale.ROOT), -1, 0, 0, 0));
        return this;
    }

    BrokenSchedules replace(int tile, int pc, Instruction instruction) {
        programs.get(tile).set(pc, instruction);
        return this;
    }

    BrokenSchedules readdress(int tile, int pc, long address) {
        Instruction old = instruction(tile, pc);
        return replace(tile, pc, new Instruction(old.opcode(), address, old.group(), old.descriptor()));
    }

    BrokenSchedules describe(int tile, int pc, Descriptor descriptor) {
        descriptors.get(tile).add(descriptor);
        Instruction old = instruction(tile, pc);
        return replace(
                tile,
                pc,
                new Instruction(
                        old.opcode(),
                        old.address(),
                        old.group(),
                        descriptors.get(tile).size() - 1));
    }

    List<String> problems() {
        List<TileImage> tiles = new ArrayList<>();
        for (int tile = 0; tile < programs.size(); tile++) {
            TileImage old = image.tiles().get(tile);
            tiles.add(new TileImage(
                    old.couplings(),
                    old.scaleMantissas(),
                    old.scaleShifts(),
                    old.trajectorySteps(),
                    old.gains(),
                    programs.get(tile),
                    descriptors.get(tile),
                    old.external(),
                    tags.get(tile)));
        }
        return ScheduleVerifier.problems(image.with(withRoom(image.core()), tiles));
    }

    private static CoreParameters withRoom(CoreParameters core) {
        Depths d = core.depths();
        return core.withDepths(new Depths(
                d.couplings(),
                d.scales(),
                d.gains(),
                d.stateGroups(),
                d.keyValues(),
                d.context(),
                d.program() + ROOM,
                d.descriptors()));
    }
}
