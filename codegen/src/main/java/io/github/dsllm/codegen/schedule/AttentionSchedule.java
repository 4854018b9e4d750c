package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.RowGroup;
import io.github.dsllm.codegen.layout.Stage;
import io.github.dsllm.codegen.partition.Traffic;
import io.github.dsllm.codegen.quantise.QuantisedLayer.Fractions;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import java.util.List;
import java.util.stream.IntStream;

/** Writes the attention of a layer on one tile: its head groups, and the keys and values that they meet. */
final class AttentionSchedule {
    private final QuantisedModel model;
    private final Numerics numerics;
    private final Geometry geometry;
    private final Traffic traffic;
    private final TileBlocks blocks;
    private final int context;
    private final StateMap states;
    private final StageWriter stages;
    private final Exchange exchange;

    AttentionSchedule(
            QuantisedModel model,
            Geometry geometry,
            Traffic traffic,
            TileBlocks blocks,
            int context,
            StateMap states,
            StageWriter stages,
            Exchange exchange) {
        this.model = model;
        this.numerics = model.numerics();
        this.geometry = geometry;
        this.traffic = traffic;
        this.blocks = blocks;
        this.context = context;
        this.states = states;
        this.stages = stages;
        this.exchange = exchange;
    }

    void schedule(int layer) {
        Fractions fractions = model.layers().get(layer).fractions();
        List<Integer> own = blocks.headGroups(layer);
        List<Integer> stored = blocks.keyGroups(layer);
        if (!own.isEmpty()) {
            stages.norm(layer, Operators.ATTENTION_NORM, numerics.rsqrtFraction() - fractions.xn1());
        }
        for (int i = 0; i < own.size(); i++) {
            query(layer, own.get(i), i, fractions);
        }
        for (int i = 0; i < stored.size(); i++) {
            store(layer, stored.get(i), i, fractions);
        }
        for (int i = 0; i < own.size(); i++) {
            attend(layer, own.get(i), i, fractions);
        }
        exchange.finish(traffic.attention(layer), states.attention());
    }

    private void query(int layer, int headGroup, int slot, Fractions fractions) {
        int valid = geometry.headsOf(headGroup) * geometry.segmentLanes();
        int first = headGroup * geometry.segments() * model.headSize();
        int elements = geometry.headsOf(headGroup) * model.headSize();
        RowGroup group = new RowGroup(Stage.QUERY, layer, headGroup);
        stages.linear(
                group,
                states.normalised(),
                valid,
                numerics.stateBits(),
                states.query() + slot,
                new OperatorTag(layer, group.stage().operator(), first, elements, (long) elements * model.dim(), 0)
                        .inHeads(heads(headGroup)));
        Descriptor rope = new DescriptorBuilder(NodeFunction.ROPE)
                .source(states.query() + slot)
                .valid(valid)
                .shift(numerics.ropeBits() - 2 + fractions.q() - fractions.qr())
                .bits(numerics.stateBits())
                .build();
        stages.add(
                rope,
                0,
                states.rotated() + slot,
                new OperatorTag(layer, Operators.QUERY_ROPE, first, elements, 0, 0).inHeads(heads(headGroup)));
    }

    private void store(int layer, int keyGroup, int slot, Fractions fractions) {
        List<Integer> heads = geometry.storedHeadsOf(keyGroup);
        int stored = heads.size();
        int valid = stored * geometry.segmentLanes();
        int key = states.stored() + 2 * slot;
        int value = geometry.keyBesideValue() ? key : key + 1;
        int first = heads.get(0) * model.headSize();
        int elements = stored * model.headSize();
        long macs = (long) blocks.homeHeads(layer, keyGroup) * model.headSize() * model.dim();
        if (geometry.keyBesideValue()) {
            stages.linear(
                    new RowGroup(Stage.KEY_VALUE, layer, keyGroup),
                    states.normalised(),
                    geometry.keyValueLanes() + valid,
                    numerics.stateBits(),
                    key,
                    new OperatorTag(layer, Stage.KEY_VALUE.operator(), first, 2 * elements, 2 * macs, 0)
                            .inHeads(heads));
        } else {
            stages.linear(
                    new RowGroup(Stage.KEY, layer, keyGroup),
                    states.normalised(),
                    valid,
                    numerics.stateBits(),
                    key,
                    new OperatorTag(layer, Stage.KEY.operator(), first, elements, macs, 0).inHeads(heads));
            stages.linear(
                    new RowGroup(Stage.VALUE, layer, keyGroup),
                    states.normalised(),
                    valid,
                    numerics.stateBits(),
                    value,
                    new OperatorTag(layer, Stage.VALUE.operator(), first, elements, macs, 0).inHeads(heads));
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
        long address = keyValueAddress(layer, keyGroup);
        stages.add(keyRow, address, 0, new OperatorTag(layer, Operators.KEY_ROW, first, elements, 0, 0).inHeads(heads));
        stages.add(
                valueRow,
                address,
                0,
                new OperatorTag(layer, Operators.VALUE_ROW, first, elements, 0, 0).inHeads(heads));
    }

    private void attend(int layer, int headGroup, int slot, Fractions fractions) {
        int heads = geometry.headsOf(headGroup);
        int first = headGroup * geometry.segments() * model.headSize();
        int elements = heads * model.headSize();
        long address = keyValueAddress(layer, geometry.keyGroupOf(headGroup));
        Descriptor scores = new DescriptorBuilder(NodeFunction.SCORES)
                .source(states.rotated() + slot)
                .count(heads)
                .build();
        stages.add(
                scores,
                address,
                0,
                new OperatorTag(layer, Operators.SCORES, headGroup * geometry.segments(), heads, 0, elements)
                        .inHeads(heads(headGroup)));
        exchange.sendDeferred();
        Descriptor attend = stages.division(NodeFunction.ATTEND)
                .count(heads)
                .valid(heads * geometry.segmentLanes())
                .shift(fractions.qr() + fractions.kr() - numerics.exponentFraction())
                .shift2(fractions.att() - fractions.v())
                .bits(numerics.stateBits())
                .build();
        int destination = states.attention() + headGroup;
        stages.add(
                attend,
                address,
                destination,
                new OperatorTag(layer, Operators.ATTENTION, first, elements, 0, elements).inHeads(heads(headGroup)));
        exchange.defer(traffic.attention(layer), headGroup, states.attention());
    }

    private List<Integer> heads(int headGroup) {
        int first = headGroup * geometry.segments();
        return IntStream.range(first, first + geometry.headsOf(headGroup))
                .boxed()
                .toList();
    }

    private long keyValueAddress(int layer, int keyGroup) {
        return (long) blocks.storedGroup(layer, keyGroup) * context;
    }
}
