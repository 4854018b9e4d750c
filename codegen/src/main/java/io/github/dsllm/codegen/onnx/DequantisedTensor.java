package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.model.Tensor;

/**
 * What quantised numbers stand for: (code − zero point) · scale, as DequantizeLinear of ONNX defines it. The difference is exact for codes of up to 24 bits with whole zero points, and the product is
 * rounded once to a float.
 *
 * @param codes (rows, columns), whole numbers
 * @param blocks which codes share a scale and a zero point
 * @param scales one per block in row-major order, of any shape
 * @param zeroPoints as scales
 */
record DequantisedTensor(Tensor codes, Blocks blocks, Tensor scales, Tensor zeroPoints) implements Tensor {

    /**
     * Codes of {@code height × width} neighbours belong together; those at the end of a row or column may be fewer.
     *
     * @param rows of the codes
     * @param columns of the codes
     */
    record Blocks(int rows, int columns, int height, int width) {
        /** Number of blocks. */
        long count() {
            return (long) ceil(rows, height) * ceil(columns, width);
        }

        private long at(int row, int column) {
            return (long) (row / height) * ceil(columns, width) + column / width;
        }

        private static int ceil(int length, int part) {
            return (int) (((long) length + part - 1) / part);
        }
    }

    @Override
    public int rows() {
        return blocks.rows();
    }

    @Override
    public int columns() {
        return blocks.columns();
    }

    @Override
    public float get(long index) {
        return dequantised(codes.get(index), (int) (index / columns()), (int) (index % columns()));
    }

    @Override
    public void row(int row, float[] destination) {
        codes.row(row, destination);
        for (int column = 0; column < columns(); column++) {
            destination[column] = dequantised(destination[column], row, column);
        }
    }

    private float dequantised(float code, int row, int column) {
        long block = blocks.at(row, column);
        return (code - zeroPoints.get(block)) * scales.get(block);
    }
}
