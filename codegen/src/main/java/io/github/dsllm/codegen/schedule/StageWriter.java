package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.RowGroup;
import io.github.dsllm.codegen.layout.RowMap;
import io.github.dsllm.codegen.layout.TileMemory;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import java.util.EnumSet;

/** Writes the instructions that several parts of a program have in common. */
final class StageWriter {
    private final QuantisedModel model;
    private final Numerics numerics;
    private final Geometry geometry;
    private final LayoutOptions options;
    private final TileMemory memory;
    private final RowMap rows;
    private final StateMap states;
    private final ProgramWriter writer;

    StageWriter(
            QuantisedModel model,
            Geometry geometry,
            LayoutOptions options,
            TileMemory memory,
            StateMap states,
            ProgramWriter writer) {
        this.model = model;
        this.numerics = model.numerics();
        this.geometry = geometry;
        this.options = options;
        this.memory = memory;
        this.rows = new RowMap(geometry, model);
        this.states = states;
        this.writer = writer;
    }

    void add(Descriptor descriptor, long address, int group, OperatorTag tag) {
        writer.add(descriptor, address, group, tag);
    }

    void norm(int layer, String operator, int shift) {
        Descriptor norm = new DescriptorBuilder(NodeFunction.NORM)
                .source(states.residual())
                .count(model.dim())
                .valid(lastGroup(model.dim()))
                .shift(shift)
                .bits(numerics.stateBits())
                .build();
        writer.add(norm, model.epsilon(), states.normalised(), new OperatorTag(layer, operator, 0, model.dim(), 0, 0));
    }

    void linear(RowGroup group, int source, int valid, int bits, int destination, int first, int elements, long macs) {
        linear(
                group,
                source,
                valid,
                bits,
                destination,
                new OperatorTag(group.layer(), group.stage().operator(), first, elements, macs, 0));
    }

    void linear(RowGroup group, int source, int valid, int bits, int destination, OperatorTag tag) {
        writer.add(linearDescriptor(group, source, valid, bits).build(), address(group), destination, tag);
    }

    DescriptorBuilder linearDescriptor(RowGroup group, int source, int valid, int bits) {
        return new DescriptorBuilder(NodeFunction.LINEAR)
                .source(source)
                .count(rows.fanIn(group))
                .valid(valid)
                .bits(bits)
                .steps(options.trajectory().map(LayoutOptions.Trajectory::steps).orElse(0));
    }

    DescriptorBuilder division(NodeFunction function) {
        int plainSteps = options.plainDivisionSteps();
        return new DescriptorBuilder(function)
                .flags(plainSteps > 0 ? EnumSet.of(Flag.PLAIN) : EnumSet.noneOf(Flag.class))
                .steps(plainSteps > 0 ? plainSteps : numerics.divisionSteps());
    }

    long address(RowGroup group) {
        TileMemory.Place place = memory.place(group);
        return Instruction.weightAddress(place.couplingWord(), place.scaleWord());
    }

    int lastGroup(int elements) {
        return geometry.validLanes(elements, geometry.groups(elements) - 1);
    }
}
