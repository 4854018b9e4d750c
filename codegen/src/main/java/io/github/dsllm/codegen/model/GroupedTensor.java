package io.github.dsllm.codegen.model;

/**
 * A matrix of signed bytes of which each group of neighbours in row-major order shares a scale: value = byte · scale, rounded once, as llama2.c version 2 has it. A group may
 * go over the end of a row.
 *
 * @param values (rows, columns) as {@link NumberFormat#I8}
 * @param scales one per group, in order, of any shape
 * @param group values of a group
 */
record GroupedTensor(Tensor values, Tensor scales, int group) implements Tensor {

    @Override
    public int rows() {
        return values.rows();
    }

    @Override
    public int columns() {
        return values.columns();
    }

    @Override
    public void row(int row, float[] destination) {
        values.row(row, destination);
        long first = (long) row * columns();
        for (int i = 0; i < columns(); i++) {
            destination[i] *= scales.get((first + i) / group);
        }
    }
}
