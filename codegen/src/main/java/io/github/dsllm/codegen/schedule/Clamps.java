package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.Stage;
import io.github.dsllm.codegen.quantise.BiasNodes;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import java.util.EnumSet;
import java.util.stream.IntStream;

/** Clamps the nodes from which biases and learned positions come: constants behind the vectors that biased rows read, and the one-hot position. */
final class Clamps {
    private final QuantisedModel model;
    private final Geometry geometry;
    private final TileBlocks blocks;
    private final StateMap states;
    private final StageWriter stages;

    Clamps(QuantisedModel model, Geometry geometry, TileBlocks blocks, StateMap states, StageWriter stages) {
        this.model = model;
        this.geometry = geometry;
        this.blocks = blocks;
        this.states = states;
        this.stages = stages;
    }

    /** The constants that rows of this tile read. */
    void constants() {
        boolean readsNorm = blocks.rowGroups().stream().anyMatch(group -> switch (group.stage()) {
            case QUERY, KEY_VALUE, KEY, VALUE, GATE, UP, HEAD -> geometry.isBiased(group.stage());
            case EMBEDDING, POSITION, ATTENTION_OUTPUT, DOWN -> false;
        });
        constant(readsNorm, states.normalised() + geometry.residualGroups());
        constant(reads(Stage.ATTENTION_OUTPUT), states.attention() + geometry.headGroups());
        constant(reads(Stage.DOWN), states.hiddenStates() + geometry.hiddenGroups());
    }

    private boolean reads(Stage stage) {
        boolean has = IntStream.range(0, model.layers().size())
                .anyMatch(layer -> !blocks.residualGroups(layer).isEmpty());
        return has && geometry.isBiased(stage);
    }

    private void constant(boolean isRead, int first) {
        BiasNodes nodes = new BiasNodes(model.numerics());
        for (int group = 0; isRead && group < geometry.biasGroups(); group++) {
            stages.add(
                    new DescriptorBuilder(NodeFunction.CLAMP)
                            .valid(geometry.validLanes(BiasNodes.COUNT, group))
                            .shift(nodes.shift())
                            .bits(model.numerics().stateBits())
                            .build(),
                    0,
                    first + group,
                    tag());
        }
    }

    /** The one-hot position, for the rows that add learned positions on this tile. */
    void position() {
        int groups = blocks.residualGroups(0).isEmpty() ? 0 : geometry.positionGroups();
        for (int group = 0; group < groups; group++) {
            stages.add(
                    new DescriptorBuilder(NodeFunction.CLAMP)
                            .flags(EnumSet.of(Flag.POSITION))
                            .valid(geometry.validLanes(geometry.shape().positions(), group))
                            .bits(Numerics.CLAMP_OCTAVE + 2)
                            .build(),
                    (long) group * geometry.lanes(),
                    states.positions() + group,
                    tag());
        }
    }

    private static OperatorTag tag() {
        return new OperatorTag(-1, Operators.CLAMP, -1, 0, 0, 0);
    }
}
