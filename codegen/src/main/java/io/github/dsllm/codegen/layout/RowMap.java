package io.github.dsllm.codegen.layout;

import io.github.dsllm.codegen.quantise.QuantisedLayer;
import io.github.dsllm.codegen.quantise.QuantisedMatrix;
import io.github.dsllm.codegen.quantise.QuantisedModel;

/** Says which row of which matrix a lane of a {@link RowGroup} holds, and which column each of its coupling words. */
public final class RowMap {
    /** A row of a matrix. */
    public record Row(QuantisedMatrix matrix, int index) {}

    private final Geometry geometry;
    private final QuantisedModel model;

    public RowMap(Geometry geometry, QuantisedModel model) {
        this.geometry = geometry;
        this.model = model;
    }

    /** The row in a lane, or null for a lane without one. */
    public @org.jspecify.annotations.Nullable Row row(RowGroup group, int lane) {
        QuantisedMatrix matrix = matrix(group, lane);
        int row = switch (group.stage()) {
            case QUERY -> geometry.attentionElement(group.index() * geometry.lanes() + lane);
            case KEY_VALUE -> storedRow(group.index(), lane % geometry.keyValueLanes());
            case KEY, VALUE -> storedRow(group.index(), lane);
            default -> group.index() * geometry.lanes() + lane;
        };
        boolean behindValues = group.stage() == Stage.KEY_VALUE && lane >= 2 * geometry.keyValueLanes();
        return row < 0 || row >= matrix.rows() || behindValues ? null : new Row(matrix, row);
    }

    /** Coupling words of a row group. */
    public int fanIn(RowGroup group) {
        return geometry.fanIn(group.stage());
    }

    /** The column of a matrix of the group that a coupling word holds, or −1. */
    public int column(RowGroup group, QuantisedMatrix matrix, int word) {
        Stage stage = group.stage();
        int biasWord = geometry.isBiased(stage) ? geometry.biasWord(stage) : Integer.MAX_VALUE;
        if (word >= biasWord) {
            int inputs = inputs(stage);
            int column = inputs + word - biasWord;
            return column < matrix.columns() ? column : -1;
        }
        if (stage == Stage.ATTENTION_OUTPUT) {
            return geometry.attentionElement(word);
        }
        return word < inputs(stage) ? word : -1;
    }

    private int inputs(Stage stage) {
        return switch (stage) {
            case ATTENTION_OUTPUT -> geometry.shape().heads() * geometry.shape().headSize();
            case DOWN -> geometry.shape().hidden();
            case POSITION -> geometry.shape().positions();
            default -> geometry.shape().dim();
        };
    }

    private int storedRow(int keyGroup, int lane) {
        int segment = lane / geometry.segmentLanes();
        int channel = lane % geometry.segmentLanes();
        var stored = geometry.storedHeadsOf(keyGroup);
        int headSize = geometry.shape().headSize();
        return segment < stored.size() && channel < headSize ? stored.get(segment) * headSize + channel : -1;
    }

    private QuantisedMatrix matrix(RowGroup group, int lane) {
        return switch (group.stage()) {
            case EMBEDDING -> model.embedding();
            case POSITION -> model.positions();
            case HEAD -> model.head();
            case QUERY -> layer(group).wq();
            case KEY_VALUE ->
                lane < geometry.keyValueLanes()
                        ? layer(group).wk()
                        : layer(group).wv();
            case KEY -> layer(group).wk();
            case VALUE -> layer(group).wv();
            case ATTENTION_OUTPUT -> layer(group).wo();
            case GATE -> layer(group).w1();
            case UP -> layer(group).w3();
            case DOWN -> layer(group).w2();
        };
    }

    private QuantisedLayer layer(RowGroup group) {
        return model.layers().get(group.layer());
    }
}
