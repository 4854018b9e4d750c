package io.github.dsllm.codegen.model;

/**
 * A matrix of signed bytes of which each group of neighbours shares a scale: value = byte · scale, rounded once, as llama2.c version 2 has it.
 *
 * @param values (rows, columns) as {@link NumberFormat#I8}
 * @param scales (rows, columns / group) as {@link NumberFormat#F32}
 */
record GroupedTensor(Tensor values, Tensor scales) implements Tensor {

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
        float[] scale = scales.row(row);
        int group = columns() / scales.columns();
        for (int i = 0; i < columns(); i++) {
            destination[i] *= scale[i / group];
        }
    }
}
