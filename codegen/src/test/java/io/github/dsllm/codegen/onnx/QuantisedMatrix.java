package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.codegen.model.Tensors;

/**
 * A matrix (rows, columns) rounded to codes whose blocks of {@code height × width} share a scale and a zero point, both of which need not be the best.
 *
 * @param codes row-major, of {@code bits}, from −2^(bits−1) on if signed, else from 0 on
 * @param scales one per block, row-major
 * @param zeros one per block, row-major
 */
record QuantisedMatrix(
        int rows,
        int columns,
        int bits,
        boolean isSigned,
        int height,
        int width,
        int[] codes,
        float[] scales,
        int[] zeros) {

    /** @param centre zero point that all blocks have; beyond the range of codes each block gets one of its own */
    static QuantisedMatrix of(Tensor matrix, int bits, boolean isSigned, int height, int width, int centre) {
        int rows = matrix.rows();
        int columns = matrix.columns();
        int across = (columns + width - 1) / width;
        int blocks = (rows + height - 1) / height * across;
        int least = isSigned ? -(1 << bits - 1) : 0;
        int range = (1 << bits) - 1;
        float[] scales = new float[blocks];
        int[] zeros = new int[blocks];
        float[] largest = new float[blocks];
        for (int i = 0; i < rows * columns; i++) {
            int block = i / columns / height * across + i % columns / width;
            largest[block] = Math.max(largest[block], Math.abs(matrix.get(i)));
        }
        for (int block = 0; block < blocks; block++) {
            scales[block] = 2.1f * largest[block] / range;
            zeros[block] = centre >= least && centre <= least + range ? centre : least + range / 2 + block % 2;
        }
        int[] codes = new int[rows * columns];
        for (int i = 0; i < codes.length; i++) {
            int block = i / columns / height * across + i % columns / width;
            int code = Math.round(matrix.get(i) / scales[block]) + zeros[block];
            codes[i] = Math.max(least, Math.min(least + range, code));
        }
        return new QuantisedMatrix(rows, columns, bits, isSigned, height, width, codes, scales, zeros);
    }

    /** What the codes stand for: the product of the difference and the scale is exact in double, and rounded once. */
    Tensor worth() {
        float[] values = new float[codes.length];
        for (int i = 0; i < values.length; i++) {
            int block = i / columns / height * ((columns + width - 1) / width) + i % columns / width;
            values[i] = (float) ((codes[i] - zeros[block]) * (double) scales[block]);
        }
        return Tensors.matrix(values, rows, columns);
    }

    /** The same block by block as (columns, rows). */
    QuantisedMatrix transposed() {
        int down = (rows + height - 1) / height;
        int across = (columns + width - 1) / width;
        float[] otherScales = new float[scales.length];
        int[] otherZeros = new int[zeros.length];
        for (int block = 0; block < scales.length; block++) {
            otherScales[block % across * down + block / across] = scales[block];
            otherZeros[block % across * down + block / across] = zeros[block];
        }
        int[] otherCodes = new int[codes.length];
        for (int i = 0; i < codes.length; i++) {
            otherCodes[i % columns * rows + i / columns] = codes[i];
        }
        return new QuantisedMatrix(columns, rows, bits, isSigned, width, height, otherCodes, otherScales, otherZeros);
    }

    /** Rows of numbers packed into bytes, each filled up to so many numbers. */
    static byte[] packed(int[] numbers, int columns, int stride, int bits) {
        int rows = numbers.length / columns;
        byte[] bytes = new byte[(rows * stride * bits + Byte.SIZE - 1) / Byte.SIZE];
        for (int i = 0; i < numbers.length; i++) {
            int bit = (i / columns * stride + i % columns) * bits;
            bytes[bit / Byte.SIZE] |= (byte) ((numbers[i] & (1 << bits) - 1) << bit % Byte.SIZE);
        }
        return bytes;
    }
}
