package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.CouplingTraining;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.chip.UpdateRounding;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.isa.Region;
import java.util.ArrayList;
import java.util.List;

/** Whether an instruction stays within memories, lanes, widths and the reach of the shifter. */
final class AddressCheck {
    private final TileImage image;
    private final CoreParameters core;
    private final boolean hasWeights;
    private List<String> problems = new ArrayList<>();

    AddressCheck(TileImage image, CoreParameters core, boolean hasWeights) {
        this.image = image;
        this.core = core;
        this.hasWeights = hasWeights;
    }

    List<String> problems(Instruction instruction, Descriptor descriptor) {
        problems = new ArrayList<>();
        states(instruction, descriptor);
        if (!core.has(descriptor.function())) {
            problems.add("needs " + descriptor.function() + ", which this compact core does not have");
        }
        switch (descriptor.function()) {
            case LINEAR -> {
                weights(instruction, descriptor.count(), 1);
                inPlace(instruction, descriptor);
                linearShifts(instruction, descriptor);
                if (descriptor.has(Flag.RESIDUAL) && descriptor.bits() > Numerics.MOST_RESIDUAL_BITS) {
                    problems.add("adds a residual of " + descriptor.bits() + " bits, the core adds at most "
                            + Numerics.MOST_RESIDUAL_BITS);
                }
            }
            case EMBED -> {
                int rows = descriptor.has(Flag.LOADED) ? 1 : descriptor.second();
                weights(instruction, (long) descriptor.count() * rows, descriptor.second());
                embedShifts(instruction, descriptor);
            }
            case KEY, VALUE, SCORES, ATTEND ->
                within(
                        "key and value rows",
                        instruction.address(),
                        core.depths().context(),
                        core.depths().keyValues());
            case RELOAD -> reload(instruction, descriptor);
            case EVOLVE, STORE -> training(instruction, descriptor);
            case NORM -> norm(instruction, descriptor);
            case SEND -> region(instruction);
            case CLAMP -> {
                if (!core.clamps()) {
                    problems.add("clamps nodes, the core cannot");
                }
            }
            case TABLE -> within("node tables", descriptor.second(), 1, core.nodeTables());
            case PRODUCT, ROPE, SILU, SAMPLE, TOKEN, ARRIVE -> {}
        }
        if (descriptor.function() != NodeFunction.EMBED) {
            shift("shift", descriptor.shift());
            shift("second shift", descriptor.shift2());
        }
        return problems;
    }

    private void states(Instruction instruction, Descriptor descriptor) {
        Footprint footprint = Footprint.of(instruction, descriptor, 0, core.lanes());
        int groups = core.depths().stateGroups();
        for (List<Integer> touched : List.of(footprint.reads(), footprint.writes(), footprint.arrivals())) {
            for (int group : touched) {
                if (group >= groups) {
                    problems.add("touches group " + group + " of " + groups);
                }
            }
        }
        if (descriptor.valid() > core.lanes()) {
            problems.add("has " + descriptor.valid() + " valid nodes on " + core.lanes() + " lanes");
        }
        if (descriptor.bits() > core.widths().stateWord()) {
            problems.add("saturates to " + descriptor.bits() + " bits, a state has "
                    + core.widths().stateWord());
        }
        boolean attention =
                descriptor.function() == NodeFunction.SCORES || descriptor.function() == NodeFunction.ATTEND;
        if (attention && (descriptor.count() < 1 || descriptor.count() > core.segments())) {
            problems.add("has " + descriptor.count() + " segments of " + core.segments());
        }
    }

    /** The group would be pending before it is read, and the stream would wait for itself. */
    private void inPlace(Instruction instruction, Descriptor descriptor) {
        int groups = (descriptor.count() + core.lanes() - 1) / core.lanes();
        int group = instruction.group();
        if (group >= descriptor.source() && group < descriptor.source() + groups) {
            problems.add("writes group " + group + ", from which it streams");
        }
    }

    private void weights(Instruction instruction, long words, int scales) {
        within("coupling words", instruction.couplingWord(), words, couplingWords());
        within(
                "scale words",
                instruction.scaleWord(),
                scales,
                hasWeights
                        ? image.scaleMantissas().length / core.lanes()
                        : core.depths().scales());
    }

    private void reload(Instruction instruction, Descriptor descriptor) {
        if (descriptor.count() < 1) {
            problems.add("reloads no word");
        }
        CoreParameters.External external = core.external();
        if (external == null) {
            problems.add("reloads words, the chip has no external memory");
            return;
        }
        within("coupling words", instruction.couplingWord(), descriptor.count(), couplingWords());
        long rows = descriptor.has(Flag.OWNER) ? descriptor.second() : 1;
        within(
                "external words",
                instruction.externalWord(),
                descriptor.count() * rows,
                hasWeights ? image.external().length / core.lanes() : external.words());
    }

    private void training(Instruction instruction, Descriptor descriptor) {
        if (descriptor.count() < 1) {
            problems.add("names no coupling word");
        }
        CouplingTraining training = core.training();
        if (training == null) {
            problems.add("is an operation of training, the core has none");
            return;
        }
        within("coupling words", instruction.couplingWord(), descriptor.count(), couplingWords());
        boolean isDrawn =
                descriptor.function() == NodeFunction.EVOLVE && training.rounding() == UpdateRounding.STOCHASTIC;
        if (isDrawn && (descriptor.shift() < 1 || descriptor.shift() > Integer.SIZE)) {
            problems.add("rounds a shift of " + descriptor.shift() + " at random, which is done for 1 … 32");
        }
    }

    /** Those of the image; with external memory all that there are, because the window has no contents. */
    private int couplingWords() {
        return hasWeights && core.external() == null
                ? image.couplings().length / core.lanes()
                : core.depths().couplings();
    }

    private void linearShifts(Instruction instruction, Descriptor descriptor) {
        int guard = descriptor.steps() > 0 ? core.numerics().guardBits() : 0;
        if (descriptor.steps() > 0 && !core.trajectory()) {
            problems.add("runs a trajectory of " + descriptor.steps() + " steps, the core has none");
        }
        scaleShifts(instruction.scaleWord(), 1, -guard);
    }

    private void embedShifts(Instruction instruction, Descriptor descriptor) {
        scaleShifts(instruction.scaleWord(), descriptor.second(), descriptor.shift());
    }

    private void scaleShifts(int firstWord, int words, int offset) {
        int from = firstWord * core.lanes();
        int to = Math.min((firstWord + words) * core.lanes(), image.scaleMantissas().length);
        for (int i = from; i < to; i++) {
            if (image.scaleMantissas()[i] != 0) {
                int shift = image.scaleShifts()[i] + offset;
                if (shift < CoreParameters.SHIFT_MINIMUM || shift > CoreParameters.SHIFT_MAXIMUM) {
                    problems.add("shifts the row in lane " + i % core.lanes() + " by " + shift + outOfReach());
                    return;
                }
            }
        }
    }

    private void region(Instruction instruction) {
        try {
            Region region = Region.ofAddress(instruction.address());
            if (region.lastRow() >= core.tileRows() || region.lastColumn() >= core.tileColumns()) {
                problems.add("sends to " + region + " of a mesh of " + core.tileRows() + " × " + core.tileColumns());
            }
        } catch (IllegalArgumentException e) {
            problems.add("sends to no rectangle: " + e.getMessage());
        }
    }

    private void norm(Instruction instruction, Descriptor descriptor) {
        if (instruction.address() < 1) {
            problems.add("has no epsilon");
        }
        if (descriptor.has(Flag.GAIN)) {
            int groups = (descriptor.count() + core.lanes() - 1) / core.lanes();
            within(
                    "gain words",
                    descriptor.second(),
                    groups,
                    hasWeights
                            ? image.gains().length / core.lanes()
                            : core.depths().gains());
        }
    }

    private void shift(String name, int shift) {
        if (shift < CoreParameters.SHIFT_MINIMUM || shift > CoreParameters.SHIFT_MAXIMUM) {
            problems.add("has a " + name + " of " + shift + outOfReach());
        }
    }

    private static String outOfReach() {
        return ", the core shifts by " + CoreParameters.SHIFT_MINIMUM + " … " + CoreParameters.SHIFT_MAXIMUM;
    }

    private void within(String what, long first, long count, long size) {
        if (count > 0 && first + count > size) {
            problems.add("reaches " + what + " " + first + " … " + (first + count - 1) + " of " + size);
        }
    }
}
