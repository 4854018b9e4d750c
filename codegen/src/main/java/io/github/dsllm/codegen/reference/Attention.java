package io.github.dsllm.codegen.reference;

import io.github.dsllm.codegen.model.ModelShape;
import java.util.Arrays;

/** Grouped-query attention of one layer with its cache of rotated keys and of values. */
final class Attention {
    private static final int FIRST_CAPACITY = 64;

    private final ModelShape shape;
    private int capacity;
    private float[] keys; // (kvHeads * headSize, capacity): the inner loop runs over positions
    private float[] values; // (capacity, kvHeads * headSize)
    private float[] weights; // (capacity)

    Attention(ModelShape shape) {
        this.shape = shape;
        this.capacity = Math.min(FIRST_CAPACITY, shape.context());
        this.keys = new float[shape.kvDim() * capacity];
        this.values = new float[shape.kvDim() * capacity];
        this.weights = new float[capacity];
    }

    /** Stores the key and the value of {@code position}. */
    void remember(int position, float[] key, float[] value) {
        if (position >= capacity) {
            grow();
        }
        for (int i = 0; i < key.length; i++) {
            keys[i * capacity + position] = key[i];
        }
        System.arraycopy(value, 0, values, position * value.length, value.length);
    }

    private void grow() {
        int wider = (int) Math.min(2L * capacity, shape.context());
        float[] widerKeys = new float[Math.multiplyExact(shape.kvDim(), wider)];
        for (int i = 0; i < shape.kvDim(); i++) {
            System.arraycopy(keys, i * capacity, widerKeys, i * wider, capacity);
        }
        keys = widerKeys;
        values = Arrays.copyOf(values, shape.kvDim() * wider);
        weights = new float[wider];
        capacity = wider;
    }

    /** Attends from the rotated {@code query} (heads * headSize) to positions 0..{@code position} and writes all heads' sums to {@code out}. */
    void attend(int position, float[] query, float[] out) {
        int headSize = shape.headSize();
        for (int head = 0; head < shape.heads(); head++) {
            int kvOffset = head / shape.headsPerKvHead() * headSize;
            scores(position + 1, query, head * headSize, kvOffset);
            softmax(weights, position + 1);
            weightedSum(position + 1, kvOffset, out, head * headSize);
        }
    }

    private void scores(int count, float[] query, int queryOffset, int kvOffset) {
        Arrays.fill(weights, 0, count, 0);
        for (int i = 0; i < shape.headSize(); i++) {
            addScaled(keys, (kvOffset + i) * capacity, query[queryOffset + i], weights, count);
        }
        float scale = (float) Math.sqrt(shape.headSize());
        for (int t = 0; t < count; t++) {
            weights[t] /= scale;
        }
    }

    private static void addScaled(float[] keys, int offset, float q, float[] sums, int count) {
        for (int t = 0; t < count; t++) {
            sums[t] += q * keys[offset + t];
        }
    }

    static void softmax(float[] x, int count) {
        float max = x[0];
        for (int i = 1; i < count; i++) {
            max = Math.max(max, x[i]);
        }
        float sum = 0;
        for (int i = 0; i < count; i++) {
            x[i] = (float) Math.exp(x[i] - max);
            sum += x[i];
        }
        for (int i = 0; i < count; i++) {
            x[i] /= sum;
        }
    }

    private void weightedSum(int count, int kvOffset, float[] out, int outOffset) {
        int headSize = shape.headSize();
        int kvDim = shape.kvDim();
        Arrays.fill(out, outOffset, outOffset + headSize, 0);
        for (int t = 0; t < count; t++) {
            float weight = weights[t];
            int valueOffset = t * kvDim + kvOffset;
            for (int i = 0; i < headSize; i++) {
                out[outOffset + i] += weight * values[valueOffset + i];
            }
        }
    }
}
