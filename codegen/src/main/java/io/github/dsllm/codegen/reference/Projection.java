package io.github.dsllm.codegen.reference;

import io.github.dsllm.codegen.model.Tensor;
import java.util.Optional;

/**
 * A matrix times a vector, plus a bias where there is one, in float32, each output summed over its inputs in ascending order as in llama2.c.
 *
 * <p>Small matrices are copied into the heap; large ones stay memory-mapped and are read a few rows at a time.
 */
final class Projection {
    private static final long LARGEST_IN_HEAP = 4 << 20;
    private static final int ROWS_AT_ONCE = 4;

    private final Tensor weights;
    private final int block; // rows in the heap
    private final float[] rows; // (block, columns)

    private final float[] bias; // (rows), or none

    Projection(Tensor weights) {
        this(weights, Optional.empty());
    }

    Projection(Tensor weights, Optional<Tensor> bias) {
        this.bias = bias.map(vector -> vector.row(0)).orElse(new float[0]);
        this.weights = weights;
        this.block = weights.size() <= LARGEST_IN_HEAP ? weights.rows() : ROWS_AT_ONCE;
        this.rows = new float[block * weights.columns()];
        if (block == weights.rows()) {
            load(0, block);
        }
    }

    private void load(int first, int count) {
        float[] row = new float[weights.columns()];
        for (int r = 0; r < count; r++) {
            weights.row(first + r, row);
            System.arraycopy(row, 0, rows, r * row.length, row.length);
        }
    }

    /** Writes {@code weights · in + bias} to {@code out}. */
    void apply(float[] in, float[] out) {
        int columns = weights.columns();
        for (int first = 0; first < weights.rows(); first += block) {
            int count = Math.min(block, weights.rows() - first);
            if (block < weights.rows()) {
                load(first, count);
            }
            DotProducts.of(rows, 0, columns, in, 0, columns, out, first, count);
        }
        for (int i = 0; i < bias.length; i++) {
            out[i] += bias[i];
        }
    }
}
