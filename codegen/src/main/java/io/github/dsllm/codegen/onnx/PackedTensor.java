package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.model.Tensor;

/**
 * Whole numbers of 2, 4 or 8 bits, as many to a byte as fit, the first in its lowest bits.
 *
 * @param bytes (bytes, 1), 0 … 255
 * @param stride numbers from the beginning of a row to that of the next; the last ones may be unused
 * @param isSigned whether numbers are two's complements
 */
record PackedTensor(Tensor bytes, int rows, int columns, int bits, long stride, boolean isSigned) implements Tensor {

    /** Bytes that so many numbers take. */
    static long bytes(long numbers, int bits) {
        return (numbers * bits + Byte.SIZE - 1) / Byte.SIZE;
    }

    @Override
    public float get(long index) {
        long bit = (index / columns * stride + index % columns) * bits;
        int number = (int) bytes.get(bit / Byte.SIZE) >> (int) (bit % Byte.SIZE) & (1 << bits) - 1;
        return isSigned && number >> bits - 1 != 0 ? number - (1 << bits) : number;
    }

    @Override
    public void row(int row, float[] destination) {
        for (int i = 0; i < columns; i++) {
            destination[i] = get((long) row * columns + i);
        }
    }
}
