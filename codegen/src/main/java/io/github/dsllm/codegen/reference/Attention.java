package io.github.dsllm.codegen.reference;

import io.github.dsllm.codegen.model.ModelShape;
import java.util.Arrays;

/** Grouped-query attention of one layer with its cache of rotated keys and of values. */
final class Attention {
    private static final int FIRST_CAPACITY = 64;
    private static final float VANISHING = -104; // its exponential rounds to 0 in float32

    private final ModelShape shape;
    private final int layer;
    private int capacity;
    private float[] keys; // (capacity, kvHeads * headSize)
    private float[] values; // (kvHeads * headSize, capacity): sums run over positions
    private float[] weights; // (capacity)

    Attention(ModelShape shape, int layer) {
        this.layer = layer;
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
        System.arraycopy(key, 0, keys, position * key.length, key.length);
        for (int i = 0; i < value.length; i++) {
            values[i * capacity + position] = value[i];
        }
    }

    private void grow() {
        int wider = (int) Math.min(2L * capacity, shape.context());
        float[] widerValues = new float[Math.multiplyExact(shape.kvDim(), wider)];
        for (int i = 0; i < shape.kvDim(); i++) {
            System.arraycopy(values, i * capacity, widerValues, i * wider, capacity);
        }
        values = widerValues;
        keys = Arrays.copyOf(keys, shape.kvDim() * wider);
        weights = new float[wider];
        capacity = wider;
    }

    /** Attends from the rotated {@code query} (heads * headSize) to positions 0..{@code position} and writes all heads' sums to {@code out}. */
    void attend(int position, float[] query, float[] out, ActivationListener listener) {
        int count = position + 1;
        float[] allScores = new float[listener.wantsScores() ? shape.heads() * count : 0];
        float[] allWeights = new float[allScores.length];
        int headSize = shape.headSize();
        for (int head = 0; head < shape.heads(); head++) {
            int kvOffset = head / shape.headsPerKvHead() * headSize;
            scores(position + 1, query, head * headSize, kvOffset);
            if (allScores.length > 0) {
                System.arraycopy(weights, 0, allScores, head * count, count);
            }
            softmax(weights, position + 1);
            if (allScores.length > 0) {
                System.arraycopy(weights, 0, allWeights, head * count, count);
            }
            weightedSum(position + 1, kvOffset, out, head * headSize);
        }
        if (allScores.length > 0) {
            listener.activation(layer, "scores", allScores);
            listener.activation(layer, "weights", allWeights);
        }
    }

    private void scores(int count, float[] query, int queryOffset, int kvOffset) {
        DotProducts.of(keys, kvOffset, shape.kvDim(), query, queryOffset, shape.headSize(), weights, 0, count);
        float scale = (float) shape.scoreDivisor();
        for (int t = 0; t < count; t++) {
            weights[t] /= scale;
        }
    }

    static void softmax(float[] x, int count) {
        float max = x[0];
        for (int i = 1; i < count; i++) {
            max = Math.max(max, x[i]);
        }
        float sum = 0;
        for (int i = 0; i < count; i++) {
            float below = x[i] - max;
            x[i] = below < VANISHING ? 0 : (float) Math.exp(below);
            sum += x[i];
        }
        for (int i = 0; i < count; i++) {
            x[i] /= sum;
        }
    }

    private void weightedSum(int count, int kvOffset, float[] out, int outOffset) {
        DotProducts.of(values, kvOffset * capacity, capacity, weights, 0, count, out, outOffset, shape.headSize());
    }
}
