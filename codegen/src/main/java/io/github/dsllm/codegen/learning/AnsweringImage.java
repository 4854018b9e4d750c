package io.github.dsllm.codegen.learning;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.learning.LaneProgram.Couplings;
import io.github.dsllm.codegen.learning.LaneProgram.Value;
import io.github.dsllm.codegen.learning.LearningHead.Example;
import java.util.Map;
import java.util.TreeMap;

/**
 * The chip image of a head whose couplings are learnt outside (trainer {@code ds}, docs/rtl-training.md §3): token t of the host shows example t, and all outputs go to the host. For that they are brought into a coupling word that is 0 otherwise,
 * by an EVOLVE with the constant −1; STORE hands the word out; an EVOLVE with 1 clears it. Both are exact.
 */
public final class AnsweringImage {
    private final LearningHead head;
    private final LearningCore core;
    private final LaneProgram program;
    private final int lanes;
    private final int rowGroups;
    private final int inputGroups;
    private final int rowLength;

    private AnsweringImage(LearningHead head, LearningCore core) {
        this.head = head;
        this.core = core;
        this.lanes = core.lanes();
        this.program = new LaneProgram(lanes, head.format().stateBits());
        this.rowGroups = core.groups(vocabulary());
        this.inputGroups = core.groups(head.inputs());
        this.rowLength = (inputGroups + 1) * lanes + 1;
    }

    /**
     * The image.
     *
     * @throws UserError if the head has more outputs than there are lanes, or its numbers do not fit
     */
    public static ChipImage of(LearningHead head, LearningCore core) {
        return new AnsweringImage(head, core).build();
    }

    /** An output from what STORE handed out. */
    public static int output(int master, LearningCore core) {
        return master - core.training().half();
    }

    private int vocabulary() {
        return Math.max(head.examples().size(), head.outputs());
    }

    private ChipImage build() {
        requireFit();
        program.examples(rowGroups, rowLength, head.examples(), this::node);
        for (int group = 0; group < rowGroups; group++) {
            program.exampleScale();
        }
        Couplings couplings =
                program.couplings(head.inputs(), head.outputs(), (i, j) -> head.couplings()[i * head.inputs() + j]);
        Couplings handed = program.couplings(1, head.outputs(), (i, j) -> 0);
        write(couplings, handed);
        return core.image(
                head.name(),
                program.tile(),
                program.groups(),
                head.inputs(),
                vocabulary(),
                new int[0],
                new TreeMap<>(Map.of(
                        "state", head.format().statePlaces(),
                        "coupling", head.format().couplingPlaces())));
    }

    private void requireFit() {
        String what = "head " + head.name();
        require(
                head.outputs() <= lanes,
                what + " has " + head.outputs() + " outputs, which are handed out as one coupling word of " + lanes
                        + " lanes; perhaps you should give the tile more, or train with ds-ecl");
        require(
                core.numerics().couplingBits() + core.training().masterBits()
                        >= head.format().stateBits() + (core.training().masterBits() > 0 ? 1 : 0),
                what + " has outputs of " + head.format().stateBits()
                        + " bits, which are handed out as couplings of "
                        + core.numerics().couplingBits() + " + "
                        + core.training().masterBits() + "; perhaps you should give the couplings more master bits");
        core.requireReach(what, (long) rowGroups * rowLength + head.inputs() + 1, rowGroups + 1L);
        core.requireExamples(what, head.examples());
    }

    private static void require(boolean holds, String problem) {
        if (!holds) {
            throw new UserError(problem);
        }
    }

    /** Inputs, then −1 in a group of its own, then 1. */
    private int node(Example example, int index) {
        int one = 1 << head.format().inputPlaces();
        if (index < head.inputs()) {
            return example.x()[index];
        }
        return index == inputGroups * lanes ? -one : index == rowLength - 1 ? one : 0;
    }

    private void write(Couplings couplings, Couplings handed) {
        int inputPlaces = head.format().inputPlaces() + head.format().widening();
        Value token = program.allocate(2);
        program.add(
                new DescriptorBuilder(NodeFunction.TOKEN).count(vocabulary()).valid(2), 0, token.group(), "token", 0);
        Value x = program.allocate(lanes);
        for (int group = 1; group < inputGroups; group++) {
            program.allocate(lanes);
        }
        Value minus = program.allocate(1);
        Value plus = program.allocate(1);
        program.add(
                new DescriptorBuilder(NodeFunction.EMBED)
                        .second(rowGroups)
                        .count(rowLength)
                        .valid(1)
                        .shift(-head.format().widening())
                        .bits(head.format().stateBits()),
                Instruction.weightAddress(0, 0),
                x.group(),
                "example",
                rowLength);
        Value z = program.linear(
                Learner.OUTPUT, couplings, x, program.scale(1, head.format().settleShift()));
        program.evolve("hand", handed, z, minus, inputPlaces, 0);
        program.add(
                new DescriptorBuilder(NodeFunction.STORE).count(1).steps(0),
                Instruction.weightAddress(handed.word(), 0),
                0,
                "store",
                0);
        program.evolve("clear", handed, z, plus, inputPlaces, 0);
        program.add(
                new DescriptorBuilder(NodeFunction.SAMPLE).source(z.group()).count(head.outputs()), 0, 0, "sample", 0);
    }
}
