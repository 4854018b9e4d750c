package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.model.ModelShape;
import java.util.Arrays;

/**
 * Attention of all positions of a sequence at once: every loop that matters runs over the querying positions, which the compiler vectorises. Needs
 * positions² floats.
 */
final class SequenceAttention {
    private static final double NEGLIGIBLE = -20; // e^-20 of the largest weight

    private final ModelShape shape;
    private final int positions;
    private final float[][] weights; // (stored position, querying position)
    private final float[][] query; // (headSize, positions)
    private final float[][] sum; // (headSize, positions)
    private final float[] total; // (positions)

    SequenceAttention(ModelShape shape, int positions) {
        this.shape = shape;
        this.positions = positions;
        weights = new float[positions][positions];
        query = new float[shape.headSize()][positions];
        sum = new float[shape.headSize()][positions];
        total = new float[positions];
    }

    /**
     * @param q rotated queries (positions, heads · headSize)
     * @param k rotated keys (positions, kvHeads · headSize)
     * @param v values (positions, kvHeads · headSize)
     * @return weighted sums (positions, heads · headSize)
     */
    float[] attend(float[] q, float[] k, float[] v) {
        float[] attended = new float[q.length];
        for (int head = 0; head < shape.heads(); head++) {
            int channel = head * shape.headSize();
            int stored = head / shape.headsPerKvHead() * shape.headSize();
            load(q, channel);
            scores(k, stored);
            exponentials();
            weightedSums(v, stored);
            store(attended, channel);
        }
        return attended;
    }

    private void load(float[] q, int channel) {
        float scale = (float) (1 / shape.scoreDivisor());
        for (int i = 0; i < shape.headSize(); i++) {
            for (int p = 0; p < positions; p++) {
                query[i][p] = q[p * shape.queryDim() + channel + i] * scale;
            }
        }
    }

    private void scores(float[] k, int stored) {
        for (int j = 0; j < positions; j++) {
            Arrays.fill(weights[j], 0);
            ScaledSums.addAll(weights[j], query, k, j * shape.kvDim() + stored, j);
        }
    }

    private void exponentials() {
        float[] largest = new float[positions];
        Arrays.fill(largest, Float.NEGATIVE_INFINITY);
        for (int j = 0; j < positions; j++) {
            for (int p = j; p < positions; p++) {
                largest[p] = Math.max(largest[p], weights[j][p]);
            }
        }
        Arrays.fill(total, 0);
        for (int j = 0; j < positions; j++) {
            float[] row = weights[j];
            for (int p = j; p < positions; p++) {
                float t = row[p] - largest[p];
                row[p] = t < NEGLIGIBLE ? 0 : (float) Math.exp(t);
                total[p] += row[p];
            }
        }
    }

    private void weightedSums(float[] v, int stored) {
        for (int i = 0; i < shape.headSize(); i++) {
            Arrays.fill(sum[i], 0);
            for (int j = 0; j < positions; j++) {
                ScaledSums.add(sum[i], weights[j], v[j * shape.kvDim() + stored + i], j);
            }
        }
    }

    private void store(float[] attended, int channel) {
        for (int i = 0; i < shape.headSize(); i++) {
            for (int p = 0; p < positions; p++) {
                attended[p * shape.queryDim() + channel + i] = sum[i][p] / total[p];
            }
        }
    }
}
