package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.RowGroup;
import io.github.dsllm.codegen.layout.RowMap;
import io.github.dsllm.codegen.layout.Stage;
import io.github.dsllm.codegen.layout.TileMemory;
import io.github.dsllm.codegen.partition.Partition;
import io.github.dsllm.codegen.quantise.QuantisedLayer.Fractions;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Writes the program of one tile. Between two exchanges the order is the one in which post tasks hide best behind streams: the query's RoPE runs while
 * keys and values stream, a node function while the next row group does.
 */
final class Scheduler {
    private final QuantisedModel model;
    private final Numerics numerics;
    private final Geometry geometry;
    private final LayoutOptions options;
    private final Partition partition;
    private final TileBlocks blocks;
    private final TileMemory memory;
    private final RowMap rows;
    private final int context;
    private final StateMap states;
    private final ProgramWriter writer;
    private final Exchange exchange;

    Scheduler(
            QuantisedModel model,
            Geometry geometry,
            LayoutOptions options,
            Partition partition,
            TileBlocks blocks,
            TileMemory memory,
            int context) {
        this.model = model;
        this.numerics = model.numerics();
        this.geometry = geometry;
        this.options = options;
        this.partition = partition;
        this.blocks = blocks;
        this.memory = memory;
        this.rows = new RowMap(geometry, model);
        this.context = context;
        this.states = StateMap.of(geometry, partition);
        this.writer = new ProgramWriter(blocks.tile());
        this.exchange = new Exchange(blocks.tile(), partition, states, writer);
    }

    Program schedule() {
        token();
        embed();
        for (int layer = 0; layer < model.layers().size(); layer++) {
            attention(layer);
            addToResidual(Stage.ATTENTION_OUTPUT, layer, states.attention());
            feedForward(layer);
            addToResidual(Stage.DOWN, layer, states.hiddenStates());
        }
        head();
        return writer.program();
    }

    private void token() {
        OperatorTag tag = new OperatorTag(-1, Operators.TOKEN, -1, 0, 0, 0);
        writer.add(new DescriptorBuilder(NodeFunction.TOKEN).valid(2).build(), 0, states.token(), tag);
        exchange.announceToken(states.token());
    }

    private void embed() {
        List<Integer> owned = blocks.vocabularyGroups();
        Stage stage = model.tied() ? Stage.HEAD : Stage.EMBEDDING;
        Set<Flag> flags = partition.tiles() > 1 ? EnumSet.of(Flag.SHARED) : EnumSet.noneOf(Flag.class);
        Descriptor descriptor = new DescriptorBuilder(NodeFunction.EMBED)
                .flags(flags)
                .source(owned.isEmpty() ? 0 : owned.get(0))
                .second(owned.size())
                .count(model.dim())
                .valid(lastGroup(model.dim()))
                .shift(model.embeddingShiftOffset())
                .bits(numerics.residualBits())
                .build();
        long address = owned.isEmpty() ? 0 : address(new RowGroup(stage, -1, owned.get(0)));
        OperatorTag tag = new OperatorTag(-1, Stage.EMBEDDING.operator(), 0, model.dim(), 0, 0);
        writer.add(descriptor, address, states.residual(), tag);
    }

    private void attention(int layer) {
        Fractions fractions = model.layers().get(layer).fractions();
        List<Integer> own = blocks.headGroups();
        if (!own.isEmpty()) {
            norm(layer, Operators.ATTENTION_NORM, numerics.rsqrtFraction() - fractions.xn1());
        }
        for (int i = 0; i < own.size(); i++) {
            query(layer, own.get(i), i, fractions);
        }
        for (int i = 0; i < blocks.keyGroups().size(); i++) {
            store(layer, blocks.keyGroups().get(i), i, fractions);
        }
        for (int i = 0; i < own.size(); i++) {
            attend(layer, own.get(i), i, fractions);
        }
        exchange.finish(partition.headGroups(), states.attention());
    }

    private void query(int layer, int headGroup, int slot, Fractions fractions) {
        int valid = geometry.headsOf(headGroup) * geometry.segmentLanes();
        int first = headGroup * geometry.segments() * model.headSize();
        int elements = geometry.headsOf(headGroup) * model.headSize();
        RowGroup group = new RowGroup(Stage.QUERY, layer, headGroup);
        linear(
                group,
                states.normalised(),
                valid,
                numerics.stateBits(),
                states.query() + slot,
                first,
                elements,
                (long) elements * model.dim());
        Descriptor rope = new DescriptorBuilder(NodeFunction.ROPE)
                .source(states.query() + slot)
                .valid(valid)
                .shift(numerics.ropeBits() - 2 + fractions.q() - fractions.qr())
                .bits(numerics.stateBits())
                .build();
        writer.add(
                rope, 0, states.rotated() + slot, new OperatorTag(layer, Operators.QUERY_ROPE, first, elements, 0, 0));
    }

    private void store(int layer, int keyGroup, int slot, Fractions fractions) {
        int stored = geometry.storedHeadsOf(keyGroup).size();
        int valid = stored * geometry.segmentLanes();
        int key = states.stored() + 2 * slot;
        int value = geometry.keyBesideValue() ? key : key + 1;
        int first = geometry.storedHeadsOf(keyGroup).get(0) * model.headSize();
        int elements = stored * model.headSize();
        long macs = (long) blocks.homeHeads(keyGroup) * model.headSize() * model.dim();
        if (geometry.keyBesideValue()) {
            linear(
                    new RowGroup(Stage.KEY_VALUE, layer, keyGroup),
                    states.normalised(),
                    geometry.keyValueLanes() + valid,
                    numerics.stateBits(),
                    key,
                    first,
                    2 * elements,
                    2 * macs);
        } else {
            linear(
                    new RowGroup(Stage.KEY, layer, keyGroup),
                    states.normalised(),
                    valid,
                    numerics.stateBits(),
                    key,
                    first,
                    elements,
                    macs);
            linear(
                    new RowGroup(Stage.VALUE, layer, keyGroup),
                    states.normalised(),
                    valid,
                    numerics.stateBits(),
                    value,
                    first,
                    elements,
                    macs);
        }
        Descriptor keyRow = new DescriptorBuilder(NodeFunction.KEY)
                .source(key)
                .valid(valid)
                .shift(numerics.ropeBits() - 2 + fractions.k() - fractions.kr())
                .bits(numerics.keyBits())
                .build();
        Descriptor valueRow = new DescriptorBuilder(NodeFunction.VALUE)
                .source(value)
                .valid(valid)
                .bits(numerics.valueBits())
                .build();
        long address = keyValueAddress(layer, slot);
        writer.add(keyRow, address, 0, new OperatorTag(layer, Operators.KEY_ROW, first, elements, 0, 0));
        writer.add(valueRow, address, 0, new OperatorTag(layer, Operators.VALUE_ROW, first, elements, 0, 0));
    }

    private void attend(int layer, int headGroup, int slot, Fractions fractions) {
        int heads = geometry.headsOf(headGroup);
        int first = headGroup * geometry.segments() * model.headSize();
        int elements = heads * model.headSize();
        long address = keyValueAddress(layer, blocks.keyGroups().indexOf(geometry.keyGroupOf(headGroup)));
        Descriptor scores = new DescriptorBuilder(NodeFunction.SCORES)
                .source(states.rotated() + slot)
                .count(heads)
                .build();
        writer.add(
                scores,
                address,
                0,
                new OperatorTag(layer, Operators.SCORES, headGroup * geometry.segments(), heads, 0, elements));
        exchange.sendDeferred();
        Descriptor attend = division(NodeFunction.ATTEND)
                .count(heads)
                .valid(heads * geometry.segmentLanes())
                .shift(fractions.qr() + fractions.kr() - numerics.exponentFraction())
                .shift2(fractions.att() - fractions.v())
                .bits(numerics.stateBits())
                .build();
        int destination = states.attention() + headGroup;
        writer.add(
                attend,
                address,
                destination,
                new OperatorTag(layer, Operators.ATTENTION, first, elements, 0, elements));
        exchange.defer(destination);
    }

    private void addToResidual(Stage stage, int layer, int source) {
        for (int index : blocks.residualGroups()) {
            RowGroup group = new RowGroup(stage, layer, index);
            int valid = geometry.validLanes(model.dim(), index);
            int destination = states.residual() + index;
            Descriptor descriptor = linearDescriptor(group, source, valid, numerics.residualBits())
                    .flags(EnumSet.of(Flag.RESIDUAL))
                    .second(destination)
                    .build();
            long macs = (long) valid * (stage == Stage.DOWN ? model.hidden() : model.heads() * model.headSize());
            writer.add(
                    descriptor,
                    address(group),
                    destination,
                    new OperatorTag(layer, stage.operator(), index * geometry.lanes(), valid, macs, 0));
            exchange.sendDeferred();
            exchange.defer(destination);
        }
        exchange.finish(partition.residualGroups(), states.residual());
    }

    private void feedForward(int layer) {
        Fractions fractions = model.layers().get(layer).fractions();
        if (!blocks.hiddenGroups().isEmpty()) {
            norm(layer, Operators.FEED_FORWARD_NORM, numerics.rsqrtFraction() - fractions.xn2());
        }
        for (int index : blocks.hiddenGroups()) {
            int valid = geometry.validLanes(model.hidden(), index);
            int first = index * geometry.lanes();
            long macs = (long) valid * model.dim();
            linear(
                    new RowGroup(Stage.GATE, layer, index),
                    states.normalised(),
                    valid,
                    numerics.stateBits(),
                    states.gate(),
                    first,
                    valid,
                    macs);
            exchange.sendDeferred();
            writer.add(
                    activation(fractions, valid),
                    0,
                    states.activation(),
                    new OperatorTag(layer, Operators.ACTIVATION, first, valid, 0, 0));
            linear(
                    new RowGroup(Stage.UP, layer, index),
                    states.normalised(),
                    valid,
                    numerics.stateBits(),
                    states.up(),
                    first,
                    valid,
                    macs);
            Descriptor product = new DescriptorBuilder(NodeFunction.PRODUCT)
                    .source(states.activation())
                    .second(states.up())
                    .valid(valid)
                    .shift(fractions.silu() + fractions.h3() - fractions.hb())
                    .bits(numerics.stateBits())
                    .build();
            writer.add(
                    product,
                    0,
                    states.hiddenStates() + index,
                    new OperatorTag(layer, Operators.GATED_PRODUCT, first, valid, 0, 0));
            exchange.defer(states.hiddenStates() + index);
        }
        exchange.finish(partition.hiddenGroups(), states.hiddenStates());
    }

    private Descriptor activation(Fractions fractions, int valid) {
        if (options.nodeTable().isPresent()) {
            return new DescriptorBuilder(NodeFunction.TABLE)
                    .source(states.gate())
                    .valid(valid)
                    .shift(fractions.h1() - options.nodeTable().get().indexFraction())
                    .bits(numerics.stateBits())
                    .build();
        }
        return division(NodeFunction.SILU)
                .source(states.gate())
                .valid(valid)
                .shift(fractions.h1() - numerics.exponentFraction())
                .shift2(fractions.silu() - fractions.h1())
                .bits(numerics.stateBits())
                .build();
    }

    private void head() {
        List<Integer> own = blocks.vocabularyGroups();
        if (!own.isEmpty()) {
            Descriptor norm = new DescriptorBuilder(NodeFunction.NORM)
                    .flags(EnumSet.of(Flag.GAIN))
                    .source(states.residual())
                    .count(model.dim())
                    .valid(lastGroup(model.dim()))
                    .shift(numerics.rsqrtFraction() - Numerics.GAIN_INPUT_FRACTION)
                    .shift2(Numerics.GAIN_INPUT_FRACTION + Numerics.GAIN_FRACTION - model.finalFraction())
                    .bits(numerics.stateBits())
                    .build();
            writer.add(
                    norm,
                    model.epsilon(),
                    states.normalised(),
                    new OperatorTag(-1, Operators.FINAL_NORM, 0, model.dim(), 0, 0));
        }
        for (int index : own) {
            int valid = geometry.validLanes(model.vocabulary(), index);
            linear(
                    new RowGroup(Stage.HEAD, -1, index),
                    states.normalised(),
                    valid,
                    numerics.logitBits(),
                    states.logits() + index,
                    index * geometry.lanes(),
                    valid,
                    (long) valid * model.dim());
            exchange.sendDeferredToHost();
            exchange.defer(states.logits() + index);
        }
        exchange.finishToHost(partition.vocabularyGroups(), states.logits());
        if (blocks.tile() == 0) {
            Descriptor sample = new DescriptorBuilder(NodeFunction.SAMPLE)
                    .source(states.logits())
                    .count(model.vocabulary())
                    .shift(model.logitFraction() + Numerics.INVERSE_TEMPERATURE_FRACTION - numerics.exponentFraction())
                    .build();
            writer.add(sample, 0, 0, new OperatorTag(-1, Operators.SAMPLE, -1, 0, 0, 0));
        }
    }

    private void norm(int layer, String operator, int shift) {
        Descriptor norm = new DescriptorBuilder(NodeFunction.NORM)
                .source(states.residual())
                .count(model.dim())
                .valid(lastGroup(model.dim()))
                .shift(shift)
                .bits(numerics.stateBits())
                .build();
        writer.add(norm, model.epsilon(), states.normalised(), new OperatorTag(layer, operator, 0, model.dim(), 0, 0));
    }

    private void linear(
            RowGroup group, int source, int valid, int bits, int destination, int first, int elements, long macs) {
        writer.add(
                linearDescriptor(group, source, valid, bits).build(),
                address(group),
                destination,
                new OperatorTag(group.layer(), group.stage().operator(), first, elements, macs, 0));
    }

    private DescriptorBuilder linearDescriptor(RowGroup group, int source, int valid, int bits) {
        return new DescriptorBuilder(NodeFunction.LINEAR)
                .source(source)
                .count(rows.fanIn(group))
                .valid(valid)
                .bits(bits)
                .steps(options.trajectory().map(LayoutOptions.Trajectory::steps).orElse(0));
    }

    private DescriptorBuilder division(NodeFunction function) {
        int plainSteps = options.plainDivisionSteps();
        return new DescriptorBuilder(function)
                .flags(plainSteps > 0 ? EnumSet.of(Flag.PLAIN) : EnumSet.noneOf(Flag.class))
                .steps(plainSteps > 0 ? plainSteps : numerics.divisionSteps());
    }

    private long address(RowGroup group) {
        TileMemory.Place place = memory.place(group);
        return Instruction.weightAddress(place.couplingWord(), place.scaleWord());
    }

    private long keyValueAddress(int layer, int slot) {
        return ((long) layer * blocks.keyGroups().size() + slot) * context;
    }

    private int lastGroup(int elements) {
        return geometry.validLanes(elements, geometry.groups(elements) - 1);
    }
}
