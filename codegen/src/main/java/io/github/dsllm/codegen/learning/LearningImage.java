package io.github.dsllm.codegen.learning;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.CouplingTraining;
import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.learning.LearningHead.Example;
import io.github.dsllm.codegen.schedule.Program;
import io.github.dsllm.codegen.schedule.ProgramWriter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The chip image that lets one tile learn a head (docs/rtl-training.md). Token t of the host shows example t: EMBED clamps its inputs and the negative of its truth; then, {@code loops} times and for
 * every group of outputs, LINEAR, the node function and the loss current, and EVOLVE, which changes couplings if the example teaches. The last token is an example of zeros that lets
 * STORE hand all couplings to the host.
 */
public final class LearningImage {
    /** Operator of the outputs before their node function, whose "layer" is the loop. */
    public static final String OUTPUT = Learner.OUTPUT;

    /** Operator of the loss currents, whose "layer" is the loop. */
    public static final String LOSS = "loss";

    /** Operator of the updates, whose "layer" is the loop. */
    public static final String UPDATE = "update";

    private static final int TABLE_PLACES = 6;
    private static final int TOKEN_GROUP = 0;
    private static final int FIRST_STATE = 1;

    private final LearningHead head;
    private final LearningCore core;
    private final Numerics numerics;
    private final CouplingTraining training;
    private final int lanes;
    private final int inputGroups;
    private final int outputGroups;
    private final int rowLength;
    private final int vocabulary;
    private final int rowGroups;
    private final ProgramWriter writer = new ProgramWriter(0);

    private LearningImage(LearningHead head, LearningCore core) {
        this.head = head;
        this.core = core;
        this.numerics = core.numerics();
        this.training = core.training();
        this.lanes = core.lanes();
        this.inputGroups = core.groups(head.inputs());
        this.outputGroups = core.groups(head.outputs());
        this.rowLength = inputGroups * lanes + head.outputs();
        this.vocabulary = Math.max(head.examples().size() + 1, head.outputs());
        this.rowGroups = core.groups(vocabulary);
    }

    /**
     * The image of a head.
     *
     * @throws UserError if the head does not fit a tile or its numbers do not fit the widths
     */
    public static ChipImage of(LearningHead head, LearningCore core) {
        return new LearningImage(head, core).build();
    }

    /** The first coupling word of J: row group g of J stands in words firstWord + g·inputs … */
    public static int firstWord(LearningHead head, int lanes) {
        int tokens = Math.max(head.examples().size() + 1, head.outputs());
        int rowLength = (head.inputs() + lanes - 1) / lanes * lanes + head.outputs();
        return (tokens + lanes - 1) / lanes * rowLength;
    }

    private ChipImage build() {
        requireFit();
        Program program = program();
        short[] couplings = couplings();
        int[] mantissas = new int[(rowGroups + 2) * lanes];
        byte[] shifts = new byte[mantissas.length];
        java.util.Arrays.fill(mantissas, 1);
        java.util.Arrays.fill(shifts, rowGroups * lanes, (rowGroups + 1) * lanes, (byte)
                head.format().settleShift());
        TileImage tile = program.tile(couplings, mantissas, shifts, lanes);
        return core.image(
                head.name(),
                tile,
                FIRST_STATE + inputGroups + 3 * outputGroups + 1,
                head.inputs(),
                vocabulary,
                head.node() == OutputNode.LOGISTIC ? logistic() : new int[0],
                new TreeMap<>(Map.of(
                        "state", head.format().statePlaces(),
                        "coupling", head.format().couplingPlaces())));
    }

    private void requireFit() {
        String what = "head " + head.name();
        core.requireReach(
                what, (long) rowGroups * rowLength + (long) outputGroups * head.inputs() + lanes, rowGroups + 2L);
        core.requireExamples(what, head.examples());
        require(
                head.format().stateBits() <= numerics.stateBits(),
                "states of " + head.format().stateBits() + " bits, the core has " + numerics.stateBits());
    }

    private void require(boolean holds, String problem) {
        if (!holds) {
            throw new UserError("head " + head.name() + " needs " + problem);
        }
    }

    private Program program() {
        writer.add(
                new DescriptorBuilder(NodeFunction.TOKEN)
                        .count(vocabulary)
                        .valid(2)
                        .build(),
                0,
                TOKEN_GROUP,
                new OperatorTag(-1, "token", -1, 0, 0, 0));
        writer.add(
                new DescriptorBuilder(NodeFunction.EMBED)
                        .second(rowGroups)
                        .count(rowLength)
                        .valid(valid(outputGroups - 1))
                        .shift(-head.format().widening())
                        .bits(head.format().stateBits())
                        .build(),
                Instruction.weightAddress(0, 0),
                FIRST_STATE,
                new OperatorTag(-1, "example", 0, rowLength, 0, 0));
        for (int loop = 0; loop < head.loops(); loop++) {
            for (int group = 0; group < outputGroups; group++) {
                output(loop, group);
                loss(loop, group);
            }
            for (int group = 0; group < outputGroups; group++) {
                update(loop, group);
            }
        }
        store();
        writer.add(
                new DescriptorBuilder(NodeFunction.SAMPLE)
                        .source(outputGroup(0))
                        .count(head.outputs())
                        .build(),
                0,
                0,
                new OperatorTag(-1, "sample", -1, 0, 0, 0));
        return writer.program();
    }

    private void output(int loop, int group) {
        writer.add(
                linear().source(FIRST_STATE)
                        .count(head.inputs())
                        .valid(valid(group))
                        .build(),
                Instruction.weightAddress(firstWord(head, lanes) + group * head.inputs(), rowGroups),
                outputGroup(group),
                tag(loop, OUTPUT, group, (long) valid(group) * head.inputs()));
    }

    /** I_L = y − truth; the truth stands behind the inputs with its sign turned. */
    private void loss(int loop, int group) {
        int answer = outputGroup(group);
        if (head.node() == OutputNode.LOGISTIC) {
            answer = FIRST_STATE + inputGroups + 3 * outputGroups;
            writer.add(
                    new DescriptorBuilder(NodeFunction.TABLE)
                            .source(outputGroup(group))
                            .valid(valid(group))
                            .shift(head.format().statePlaces() - TABLE_PLACES)
                            .bits(head.format().stateBits())
                            .build(),
                    0,
                    answer,
                    tag(loop, "logistic", group, 0));
        }
        writer.add(
                linear().flags(Set.of(Flag.RESIDUAL))
                        .source(answer)
                        .second(FIRST_STATE + inputGroups + group)
                        .count(valid(group))
                        .valid(valid(group))
                        .build(),
                Instruction.weightAddress(identityWord(), rowGroups + 1),
                lossGroup(group),
                tag(loop, LOSS, group, (long) valid(group) * valid(group)));
    }

    private void update(int loop, int group) {
        writer.add(
                new DescriptorBuilder(NodeFunction.EVOLVE)
                        .source(FIRST_STATE)
                        .count(head.inputs())
                        .valid(valid(group))
                        .shift(head.format().updateShift(training.masterBits()))
                        .steps(head.teaching())
                        .build(),
                Instruction.weightAddress(firstWord(head, lanes) + group * head.inputs(), 0),
                lossGroup(group),
                tag(loop, UPDATE, group, (long) valid(group) * head.inputs()));
    }

    private void store() {
        writer.add(
                new DescriptorBuilder(NodeFunction.STORE)
                        .count(outputGroups * head.inputs())
                        .steps(head.storeToken())
                        .build(),
                Instruction.weightAddress(firstWord(head, lanes), 0),
                0,
                new OperatorTag(-1, "store", -1, 0, 0, 0));
    }

    private DescriptorBuilder linear() {
        return new DescriptorBuilder(NodeFunction.LINEAR).bits(head.format().stateBits());
    }

    private OperatorTag tag(int loop, String operator, int group, long macs) {
        return new OperatorTag(loop, operator, group * lanes, valid(group), macs, 0);
    }

    private int valid(int group) {
        return Math.min(lanes, head.outputs() - group * lanes);
    }

    private int outputGroup(int group) {
        return FIRST_STATE + inputGroups + outputGroups + group;
    }

    private int lossGroup(int group) {
        return FIRST_STATE + inputGroups + 2 * outputGroups + group;
    }

    private int identityWord() {
        return firstWord(head, lanes) + outputGroups * head.inputs();
    }

    private short[] couplings() {
        short[] words = new short[(identityWord() + lanes) * lanes];
        for (int token = 0; token < head.examples().size(); token++) {
            Example example = head.examples().get(token);
            int first = token / lanes * rowLength;
            for (int j = 0; j < head.inputs(); j++) {
                words[(first + j) * lanes + token % lanes] = (short) example.x()[j];
            }
            for (int i = 0; i < head.outputs(); i++) {
                words[(first + inputGroups * lanes + i) * lanes + token % lanes] = (short) -example.truth()[i];
            }
        }
        for (int i = 0; i < head.outputs(); i++) {
            for (int j = 0; j < head.inputs(); j++) {
                int word = firstWord(head, lanes) + i / lanes * head.inputs() + j;
                words[word * lanes + i % lanes] = head.couplings()[i * head.inputs() + j];
            }
        }
        for (int lane = 0; lane < lanes; lane++) {
            words[(identityWord() + lane) * lanes + lane] = 1;
        }
        return words;
    }

    private int[] logistic() {
        int[] table = new int[LearningCore.TABLE_ENTRIES];
        double one = Math.scalb(1.0, head.format().statePlaces());
        for (int i = 0; i < LearningCore.TABLE_ENTRIES; i++) {
            double z = Math.scalb((double) i - LearningCore.TABLE_ENTRIES / 2, -TABLE_PLACES);
            table[i] = (int) FixedPoint.saturate(
                    Math.round(one * BlockImage.NodeTables.sigmoid(z)),
                    head.format().stateBits());
        }
        return table;
    }
}
