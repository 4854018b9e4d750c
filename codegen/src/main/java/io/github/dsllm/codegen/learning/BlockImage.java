package io.github.dsllm.codegen.learning;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.UpdateRounding;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.learning.LaneProgram.Value;
import io.github.dsllm.codegen.learning.LearningHead.Example;
import java.util.Map;
import java.util.TreeMap;

/**
 * The chip image on which a whole transformer block learns (docs/rtl-training.md §4): one token of the host shows an example, and the program runs the block forward over all positions, relaxes the adjoint nodes through every stage
 * back to the inputs, and lets all couplings learn. Products with transposed couplings use transposed copies, which learn with the same integers and so stay equal.
 */
public final class BlockImage {
    /** Operator of the outputs before their node function. */
    public static final String OUTPUT = Learner.OUTPUT;

    /** Operator of the loss currents at the outputs. */
    public static final String LOSS = "loss";

    private final LearningBlock block;
    private final LearningCore core;
    private final int lanes;
    private final LaneProgram program;
    private final BlockCouplings couplings;
    private final int vocabulary;
    private final int rowGroups;
    private final int rowLength;

    private BlockImage(LearningBlock block, LearningCore core) {
        this.block = block;
        this.core = core;
        this.lanes = core.lanes();
        this.program = new LaneProgram(lanes, core.numerics().stateBits());
        this.vocabulary = Math.max(block.examples().size() + 1, block.classes());
        this.rowGroups = core.groups(vocabulary);
        this.rowLength = (block.positions() + 2) * lanes + block.classes();
        requireFit();
        program.examples(rowGroups, rowLength, block.examples(), this::node);
        this.couplings = new BlockCouplings(block, program);
    }

    /**
     * The image of a block.
     *
     * @throws UserError if a position has more channels than lanes, or rounding is not to the nearest
     */
    public static ChipImage of(LearningBlock block, LearningCore core) {
        return new BlockImage(block, core).build();
    }

    /** The first coupling word of a matrix; input j stands in word firstWord + j, output i in lane i. */
    public static int firstWord(LearningBlock block, LearningCore core, String matrix) {
        return new BlockImage(block, core).couplings.weights(matrix).word();
    }

    private ChipImage build() {
        write();
        core.requireReach("block " + block.name(), program.nextWord(), program.nextScale());
        return core.image(
                block.name(),
                program.tile(),
                program.groups(),
                (block.positions() + 1) * lanes,
                vocabulary,
                new NodeTables(block).entries(),
                new TreeMap<>(Map.of(
                        "state",
                        block.statePlaces(),
                        "current",
                        block.currentPlaces(),
                        "coupling",
                        block.format().couplingPlaces())));
    }

    private void requireFit() {
        int widest = Math.max(Math.max(block.width(), block.hidden()), block.classes());
        require(
                widest <= lanes,
                widest + " nodes per position, the tile has " + lanes + " lanes; perhaps you should give it more");
        require(
                core.training().rounding() == UpdateRounding.NEAREST,
                "rounding to the nearest: transposed copies would draw other random numbers");
        String what = "block " + block.name();
        core.requireReach(what, (long) rowGroups * rowLength, rowGroups);
        core.requireExamples(what, block.examples());
        require(
                block.currentPlaces() < core.numerics().stateBits() - 1
                        && 2 << block.format().inputPlaces()
                                < 1 << (core.numerics().couplingBits() - 1),
                "currents of " + block.currentPlaces() + " binary places and a constant 2 of "
                        + block.format().inputPlaces() + ", states have "
                        + core.numerics().stateBits()
                        + " bits and couplings " + core.numerics().couplingBits()
                        + "; perhaps you should take wider ones");
    }

    private void require(boolean holds, String problem) {
        if (!holds) {
            throw new UserError("block " + block.name() + " needs " + problem);
        }
    }

    /** Inputs position by position, then 1 and 2 in every lane, then the negative of the truth. */
    private int node(Example example, int index) {
        int group = index / lanes;
        int lane = index % lanes;
        if (group < block.positions()) {
            return lane < block.width() ? example.x()[group * block.width() + lane] : 0;
        }
        if (group < block.positions() + 2) {
            return (group - block.positions() + 1) << block.format().inputPlaces();
        }
        return -example.truth()[lane];
    }

    private void write() {
        for (int group = 0; group < rowGroups; group++) {
            program.exampleScale();
        }
        Value token = program.allocate(2);
        program.add(new DescriptorBuilder(NodeFunction.TOKEN).count(vocabulary).valid(2), 0, token.group(), "token", 0);
        Value[] x = new Value[block.positions()];
        for (int t = 0; t < x.length; t++) {
            x[t] = program.allocate(block.width());
        }
        Value one = program.allocate(lanes);
        Value two = program.allocate(lanes);
        Value truth = program.allocate(block.classes());
        program.add(
                new DescriptorBuilder(NodeFunction.EMBED)
                        .second(rowGroups)
                        .count(rowLength)
                        .valid(block.classes())
                        .shift(-block.format().widening())
                        .bits(core.numerics().stateBits()),
                Instruction.weightAddress(0, 0),
                x[0].group(),
                "example",
                rowLength);
        Value output = new BlockStages(block, core, program, couplings, one, two).write(x, truth);
        program.add(
                new DescriptorBuilder(NodeFunction.STORE)
                        .count(couplings.words())
                        .steps(block.storeToken()),
                Instruction.weightAddress(couplings.firstWord(), 0),
                0,
                "store",
                0);
        program.add(
                new DescriptorBuilder(NodeFunction.SAMPLE)
                        .source(output.group())
                        .count(block.classes()),
                0,
                0,
                "sample",
                0);
    }

    /** The four node functions of a block. */
    static final class NodeTables {
        static final int EXPONENTIAL = 0;
        static final int RECIPROCAL = 1;
        static final int ROOT = 2;
        static final int SIGMOID = 3;

        private static final double SURE = 7.98;

        /** Binary places of a table's argument, by number. */
        static final int[] PLACES = {7, 6, 6, 6};

        private static final double LARGEST_SCORE = 2;
        private static final double EPSILON = 1e-5;

        private final LearningBlock block;

        NodeTables(LearningBlock block) {
            this.block = block;
        }

        int[] entries() {
            int[] all = new int[PLACES.length * LearningCore.TABLE_ENTRIES];
            for (int number = 0; number < PLACES.length; number++) {
                int places = number == SIGMOID ? block.currentPlaces() : block.statePlaces();
                for (int i = 0; i < LearningCore.TABLE_ENTRIES; i++) {
                    double argument = Math.scalb((double) i - LearningCore.TABLE_ENTRIES / 2, -PLACES[number]);
                    double value = Math.scalb(value(number, argument), places);
                    all[number * LearningCore.TABLE_ENTRIES + i] =
                            (int) FixedPoint.saturate(Math.round(value), Short.SIZE);
                }
            }
            return all;
        }

        private static double value(int number, double x) {
            double least = Math.scalb(1.0, -PLACES[number] - 1);
            return switch (number) {
                case EXPONENTIAL -> StrictMath.exp(Math.max(-LARGEST_SCORE, Math.min(LARGEST_SCORE, x)));
                case RECIPROCAL -> 1 / Math.max(least, x);
                case ROOT -> 1 / Math.sqrt(Math.max(least, x) + EPSILON);
                default -> sigmoid(x);
            };
        }

        /** 1/(1 + e^−x); 0 and 1 at the ends of a table that reaches from −8 to 8, so that no current is left at outputs that are sure. */
        static double sigmoid(double x) {
            return Math.abs(x) > SURE ? x > 0 ? 1 : 0 : 1 / (1 + StrictMath.exp(-x));
        }
    }
}
