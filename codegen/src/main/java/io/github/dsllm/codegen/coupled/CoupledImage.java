package io.github.dsllm.codegen.coupled;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.CoreParameters.Depths;
import io.github.dsllm.codegen.chip.CoreParameters.Widths;
import io.github.dsllm.codegen.chip.ExponentialTable;
import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.schedule.Program;
import io.github.dsllm.codegen.schedule.ProgramWriter;
import io.github.dsllm.codegen.schedule.ScheduleVerifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The chip image that lets one tile relax a system (docs/coupled.md). Token t of the host is the start: EMBED loads start t, then each Euler step is one LINEAR with
 * RESIDUAL per group from one copy of the states into the other, and SAMPLE answers with the greatest node. Position 0 is the whole relaxation.
 */
public final class CoupledImage {
    /** Name of the operator whose "layer" is the Euler step, from 0. */
    public static final String STEP = "step";

    private static final int TOKEN_GROUP = 0;
    private static final int FIRST_STATE = 1;
    private static final int SMALLEST_MEMORY = 2;
    private static final int NARROWEST_SCORE = 24;

    private final FixedPointSystem system;
    private final Numerics numerics;
    private final int lanes;
    private final int steps;
    private final int groups;
    private final int vocabulary;
    private final int startGroups;
    private final ProgramWriter writer = new ProgramWriter(0);

    private CoupledImage(FixedPointSystem system, Numerics numerics, int lanes, int steps) {
        this.system = system;
        this.numerics = numerics;
        this.lanes = lanes;
        this.steps = steps;
        this.groups = (system.nodes() + lanes - 1) / lanes;
        this.vocabulary = Math.max(system.starts().size(), system.nodes());
        this.startGroups = (vocabulary + lanes - 1) / lanes;
    }

    /**
     * The image of a system.
     *
     * @param system integers that fit the numerics
     * @param numerics widths of couplings and of m
     * @param lanes nodes that the tile moves at once, a power of two, at least 2
     * @param steps Euler steps, at least 1
     * @param trace whether the core has trace ports, which the co-simulation needs
     * @throws UserError if the system does not fit a tile
     */
    public static ChipImage of(FixedPointSystem system, Numerics numerics, int lanes, int steps, boolean trace) {
        return new CoupledImage(system, numerics, lanes, steps).build(trace);
    }

    private ChipImage build(boolean trace) {
        requireRoom();
        Program program = program();
        TileImage tile = program.tile(couplings(), mantissas(), shifts(), lanes);
        Depths depths = new Depths(
                startGroups * system.nodes() + groups * system.nodes(),
                startGroups + groups,
                1,
                FIRST_STATE + 2 * groups,
                SMALLEST_MEMORY,
                SMALLEST_MEMORY,
                program.instructions().size() + 1,
                program.descriptors().size());
        CoreParameters core = new CoreParameters(1, 1, lanes, 2, 1, 2, lanes, numerics, widths(), depths, false, trace);
        short[] straight = new short[SMALLEST_MEMORY];
        ChipImage image = new ChipImage(
                core,
                List.of(tile),
                new ExponentialTable(numerics).entries(),
                straight,
                straight,
                new int[0],
                vocabulary,
                List.of(),
                0,
                new TreeMap<>(Map.of("state", system.places())),
                ChipImage.DEFAULT_LFSR_POLYNOMIAL,
                system.name(),
                "");
        ScheduleVerifier.require(image);
        return image;
    }

    private void requireRoom() {
        long words = (long) (startGroups + groups) * system.nodes();
        if (words > 1L << Instruction.COUPLING_ADDRESS_BITS) {
            throw new UserError("system " + system.name() + " needs " + words + " coupling words on " + lanes
                    + " lanes, an instruction reaches " + (1L << Instruction.COUPLING_ADDRESS_BITS)
                    + "; perhaps you should give the tile more lanes");
        }
    }

    private Program program() {
        int nodes = system.nodes();
        int tail = nodes - (groups - 1) * lanes;
        writer.add(
                new DescriptorBuilder(NodeFunction.TOKEN)
                        .count(system.starts().size())
                        .valid(2)
                        .build(),
                0,
                TOKEN_GROUP,
                new OperatorTag(-1, "token", -1, 0, 0, 0));
        writer.add(
                new DescriptorBuilder(NodeFunction.EMBED)
                        .second(startGroups)
                        .count(nodes)
                        .valid(tail)
                        .shift(-startShift())
                        .bits(system.bits())
                        .build(),
                Instruction.weightAddress(0, 0),
                FIRST_STATE,
                new OperatorTag(-1, "start", 0, nodes, 0, 0));
        for (int step = 0; step < steps; step++) {
            int from = FIRST_STATE + step % 2 * groups;
            int to = FIRST_STATE + (step + 1) % 2 * groups;
            for (int group = 0; group < groups; group++) {
                int valid = group == groups - 1 ? tail : lanes;
                writer.add(
                        new DescriptorBuilder(NodeFunction.LINEAR)
                                .flags(Set.of(Flag.RESIDUAL))
                                .source(from)
                                .second(from + group)
                                .count(nodes)
                                .valid(valid)
                                .bits(system.bits())
                                .build(),
                        Instruction.weightAddress((startGroups + group) * nodes, startGroups + group),
                        to + group,
                        new OperatorTag(step, STEP, group * lanes, valid, (long) valid * nodes, 0));
            }
        }
        writer.add(
                new DescriptorBuilder(NodeFunction.SAMPLE)
                        .source(FIRST_STATE + steps % 2 * groups)
                        .count(nodes)
                        .build(),
                0,
                0,
                new OperatorTag(-1, "sample", -1, 0, 0, 0));
        return writer.program();
    }

    /** Places by which starts are wider than couplings. */
    private int startShift() {
        return Math.max(0, system.bits() - numerics.couplingBits());
    }

    private short[] couplings() {
        int nodes = system.nodes();
        short[] words = new short[(startGroups + groups) * nodes * lanes];
        for (int token = 0; token < system.starts().size(); token++) {
            int[] start = system.starts().get(token);
            for (int j = 0; j < nodes; j++) {
                words[(token / lanes * nodes + j) * lanes + token % lanes] =
                        (short) FixedPoint.saturate(FixedPoint.round(start[j], startShift()), numerics.couplingBits());
            }
        }
        for (int i = 0; i < nodes; i++) {
            for (int j = 0; j < nodes; j++) {
                words[((startGroups + i / lanes) * nodes + j) * lanes + i % lanes] = system.couplings()[i * nodes + j];
            }
        }
        return words;
    }

    private int[] mantissas() {
        int[] mantissas = new int[(startGroups + groups) * lanes];
        for (int token = 0; token < system.starts().size(); token++) {
            mantissas[token] = 1;
        }
        for (int i = 0; i < system.nodes(); i++) {
            mantissas[startGroups * lanes + i] = system.mantissa();
        }
        return mantissas;
    }

    private byte[] shifts() {
        byte[] shifts = new byte[(startGroups + groups) * lanes];
        for (int i = 0; i < system.nodes(); i++) {
            shifts[startGroups * lanes + i] = (byte) system.shift();
        }
        return shifts;
    }

    /** Sums of the steps, and products of EMBED, fit. */
    private Widths widths() {
        int sum = FixedPoint.bitLength(system.largestRowSum() << (system.bits() - 1)) + 1;
        int accumulator = Math.max(sum, numerics.couplingBits() + numerics.stateBits() + 1);
        return new Widths(Math.max(system.bits(), numerics.stateBits()), accumulator, NARROWEST_SCORE, NARROWEST_SCORE);
    }
}
