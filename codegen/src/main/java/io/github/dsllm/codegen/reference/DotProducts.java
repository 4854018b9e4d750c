package io.github.dsllm.codegen.reference;

/**
 * Many dot products of rows with one vector, each summed in ascending order in float32.
 *
 * <p>Four rows are summed side by side, because one sum alone waits for its own additions.
 */
final class DotProducts {
    private DotProducts() {}

    /**
     * {@code out[outOffset + r] = Σ_i rows[rowsOffset + r * stride + i] * vector[vectorOffset + i]} for r &lt; count, i &lt; length.
     */
    static void of(
            float[] rows,
            int rowsOffset,
            int stride,
            float[] vector,
            int vectorOffset,
            int length,
            float[] out,
            int outOffset,
            int count) {
        int r = 0;
        for (; r + 4 <= count; r += 4) {
            four(rows, rowsOffset + r * stride, stride, vector, vectorOffset, length, out, outOffset + r);
        }
        for (; r < count; r++) {
            out[outOffset + r] = one(rows, rowsOffset + r * stride, vector, vectorOffset, length);
        }
    }

    private static float one(float[] rows, int row, float[] vector, int vectorOffset, int length) {
        float sum = 0;
        for (int i = 0; i < length; i++) {
            sum += rows[row + i] * vector[vectorOffset + i];
        }
        return sum;
    }

    private static void four(
            float[] rows,
            int row,
            int stride,
            float[] vector,
            int vectorOffset,
            int length,
            float[] out,
            int outOffset) {
        int row1 = row + stride;
        int row2 = row1 + stride;
        int row3 = row2 + stride;
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        for (int i = 0; i < length; i++) {
            float x = vector[vectorOffset + i];
            sum0 += rows[row + i] * x;
            sum1 += rows[row1 + i] * x;
            sum2 += rows[row2 + i] * x;
            sum3 += rows[row3 + i] * x;
        }
        out[outOffset] = sum0;
        out[outOffset + 1] = sum1;
        out[outOffset + 2] = sum2;
        out[outOffset + 3] = sum3;
    }
}
