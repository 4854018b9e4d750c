package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.RowGroup;
import io.github.dsllm.codegen.layout.Stage;
import io.github.dsllm.codegen.layout.TileMemory;
import io.github.dsllm.codegen.partition.Traffic;
import io.github.dsllm.codegen.partition.Traffic.Vector;
import io.github.dsllm.codegen.quantise.QuantisedLayer.Fractions;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import java.util.EnumSet;
import java.util.List;

/**
 * Writes the program of one tile. Between two exchanges the order is the one in which post tasks hide best behind streams: the query's RoPE runs while
 * keys and values stream, a node function while the next row group does.
 */
final class Scheduler {
    private final QuantisedModel model;
    private final Numerics numerics;
    private final Geometry geometry;
    private final LayoutOptions options;
    private final Traffic traffic;
    private final TileBlocks blocks;
    private final StateMap states;
    private final ProgramWriter writer;
    private final StageWriter stages;
    private final AttentionSchedule attention;
    private final Exchange exchange;

    Scheduler(
            QuantisedModel model,
            Geometry geometry,
            LayoutOptions options,
            Traffic traffic,
            TileBlocks blocks,
            TileMemory memory,
            int context) {
        this.model = model;
        this.numerics = model.numerics();
        this.geometry = geometry;
        this.options = options;
        this.traffic = traffic;
        this.blocks = blocks;
        this.states = StateMap.of(geometry);
        this.writer = new ProgramWriter(blocks.tile());
        this.exchange = new Exchange(blocks.tile(), options.tileColumns(), traffic, writer);
        this.stages = new StageWriter(model, geometry, options, memory, states, writer);
        this.attention = new AttentionSchedule(model, geometry, traffic, blocks, context, states, stages, exchange);
    }

    /** The program; empty for a tile that has nothing to do. */
    Program schedule() {
        if (!traffic.working().contains(blocks.tile())) {
            return writer.program();
        }
        token();
        new Clamps(model, geometry, blocks, states, stages).constants();
        embed();
        for (int layer = 0; layer < model.layers().size(); layer++) {
            attention.schedule(layer);
            if (model.anatomy().parallel()) {
                feedForward(layer);
            }
            addToResidual(Stage.ATTENTION_OUTPUT, layer, states.attention(), traffic.betweenHalves(layer));
            if (!model.anatomy().parallel()) {
                feedForward(layer);
            }
            addToResidual(Stage.DOWN, layer, states.hiddenStates(), traffic.afterLayer(layer));
        }
        head();
        return writer.program();
    }

    private void token() {
        OperatorTag tag = new OperatorTag(-1, Operators.TOKEN, -1, 0, 0, 0);
        Descriptor token = new DescriptorBuilder(NodeFunction.TOKEN)
                .count(model.vocabulary())
                .valid(2)
                .build();
        stages.add(token, 0, states.token(), tag);
        exchange.announceToken(states.token());
    }

    private void embed() {
        List<Integer> owned = blocks.vocabularyGroups();
        if (!owned.isEmpty()) {
            readRow(owned);
        }
        exchange.shareEmbedding(geometry.residualGroups(), states.residual());
        if (geometry.positionGroups() > 0) {
            new Clamps(model, geometry, blocks, states, stages).position();
            addToResidual(Stage.POSITION, -1, states.positions(), traffic.positioned());
        }
    }

    private void readRow(List<Integer> owned) {
        Stage stage = model.tied() ? Stage.HEAD : Stage.EMBEDDING;
        Descriptor descriptor = new DescriptorBuilder(NodeFunction.EMBED)
                .source(owned.get(0))
                .second(owned.size())
                .count(model.dim())
                .valid(stages.lastGroup(model.dim()))
                .shift(model.embeddingShiftOffset())
                .bits(numerics.residualBits())
                .build();
        OperatorTag tag = new OperatorTag(-1, Stage.EMBEDDING.operator(), 0, model.dim(), 0, 0);
        stages.add(descriptor, stages.address(new RowGroup(stage, -1, owned.get(0))), states.residual(), tag);
    }

    private void addToResidual(Stage stage, int layer, int source, Vector vector) {
        for (int index : blocks.residualGroups(Math.max(0, layer))) {
            RowGroup group = new RowGroup(stage, layer, index);
            int valid = geometry.validLanes(model.dim(), index);
            int destination = states.residual() + index;
            Descriptor descriptor = stages.linearDescriptor(group, source, valid, numerics.residualBits())
                    .flags(EnumSet.of(Flag.RESIDUAL))
                    .second(destination)
                    .build();
            long macs = (long) valid * inputs(stage);
            stages.add(
                    descriptor,
                    stages.address(group),
                    destination,
                    new OperatorTag(layer, stage.operator(), index * geometry.lanes(), valid, macs, 0));
            exchange.sendDeferred();
            exchange.defer(vector, index, states.residual());
        }
        exchange.finish(vector, states.residual());
    }

    private int inputs(Stage stage) {
        return switch (stage) {
            case DOWN -> model.hidden();
            case POSITION -> geometry.shape().positions();
            default -> model.heads() * model.headSize();
        };
    }

    private void feedForward(int layer) {
        Fractions fractions = model.layers().get(layer).fractions();
        boolean isGated = model.anatomy().gated();
        if (!blocks.hiddenGroups(layer).isEmpty()) {
            stages.norm(layer, Operators.FEED_FORWARD_NORM, numerics.rsqrtFraction() - fractions.xn2());
        }
        for (int index : blocks.hiddenGroups(layer)) {
            int valid = geometry.validLanes(model.hidden(), index);
            int first = index * geometry.lanes();
            long macs = (long) valid * model.dim();
            stages.linear(
                    new RowGroup(Stage.GATE, layer, index),
                    states.normalised(),
                    valid,
                    numerics.stateBits(),
                    states.gate(),
                    first,
                    valid,
                    macs);
            exchange.sendDeferred();
            stages.add(
                    activation(fractions, valid),
                    0,
                    isGated ? states.activation() : states.hiddenStates() + index,
                    new OperatorTag(layer, Operators.ACTIVATION, first, valid, 0, 0));
            if (isGated) {
                multiply(layer, index, valid, fractions);
            }
            exchange.defer(traffic.hidden(layer), index, states.hiddenStates());
        }
        exchange.finish(traffic.hidden(layer), states.hiddenStates());
    }

    private void multiply(int layer, int index, int valid, Fractions fractions) {
        int first = index * geometry.lanes();
        long macs = (long) valid * model.dim();
        stages.linear(
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
        stages.add(
                product,
                0,
                states.hiddenStates() + index,
                new OperatorTag(layer, Operators.GATED_PRODUCT, first, valid, 0, 0));
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
        return stages.division(NodeFunction.SILU)
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
                    .valid(stages.lastGroup(model.dim()))
                    .shift(numerics.rsqrtFraction() - Numerics.GAIN_INPUT_FRACTION)
                    .shift2(Numerics.GAIN_INPUT_FRACTION + Numerics.GAIN_FRACTION - model.finalFraction())
                    .bits(numerics.stateBits())
                    .build();
            stages.add(
                    norm,
                    model.epsilon(),
                    states.normalised(),
                    new OperatorTag(-1, Operators.FINAL_NORM, 0, model.dim(), 0, 0));
        }
        for (int index : own) {
            int valid = geometry.validLanes(model.vocabulary(), index);
            stages.linear(
                    new RowGroup(Stage.HEAD, -1, index),
                    states.normalised(),
                    valid,
                    numerics.logitBits(),
                    states.logits() + index,
                    index * geometry.lanes(),
                    valid,
                    (long) valid * model.dim());
            exchange.sendDeferred();
            exchange.defer(traffic.logits(), index, states.logits());
        }
        exchange.finish(traffic.logits(), states.logits());
        if (blocks.tile() == 0) {
            Descriptor sample = new DescriptorBuilder(NodeFunction.SAMPLE)
                    .source(states.logits())
                    .count(model.vocabulary())
                    .shift(model.logitFraction() + Numerics.INVERSE_TEMPERATURE_FRACTION - numerics.exponentFraction())
                    .build();
            stages.add(sample, 0, 0, new OperatorTag(-1, Operators.SAMPLE, -1, 0, 0, 0));
        }
    }
}
