package io.github.dsllm.codegen.reference;

import io.github.dsllm.codegen.model.ModelShape;
import java.util.Map;

/** A Llama model written down a second time, in double and without a cache: every position is computed from the start. */
final class DirectEvaluation {
    private final ModelShape shape;
    private final Map<String, float[]> weights;

    DirectEvaluation(ModelShape shape, Map<String, float[]> weights) {
        this.shape = shape;
        this.weights = weights;
    }

    double[] logits(int[] tokens) {
        int dim = shape.dim();
        double[][] x = new double[tokens.length][dim];
        for (int p = 0; p < tokens.length; p++) {
            for (int j = 0; j < dim; j++) {
                x[p][j] = weights.get("embedding")[tokens[p] * dim + j];
            }
        }
        for (int layer = 0; layer < shape.layers(); layer++) {
            layer("layers." + layer + ".", x);
        }
        double[] last = norm(x[tokens.length - 1], weights.get("finalNorm"));
        return times(weights.get(shape.tiedHead() ? "embedding" : "head"), last, shape.vocabulary());
    }

    private void layer(String p, double[][] x) {
        double[][] q = new double[x.length][];
        double[][] k = new double[x.length][];
        double[][] v = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            double[] xn = norm(x[t], weights.get(p + "attentionNorm"));
            q[t] = rotated(times(weights.get(p + "wq"), xn, shape.queryDim()), t);
            k[t] = rotated(times(weights.get(p + "wk"), xn, shape.kvDim()), t);
            v[t] = times(weights.get(p + "wv"), xn, shape.kvDim());
        }
        for (int t = 0; t < x.length; t++) {
            add(x[t], times(weights.get(p + "wo"), attended(t, q[t], k, v), shape.dim()));
            double[] xn = norm(x[t], weights.get(p + "ffnNorm"));
            double[] gate = times(weights.get(p + "w1"), xn, shape.hiddenDim());
            double[] up = times(weights.get(p + "w3"), xn, shape.hiddenDim());
            for (int i = 0; i < gate.length; i++) {
                gate[i] = gate[i] / (1 + Math.exp(-gate[i])) * up[i];
            }
            add(x[t], times(weights.get(p + "w2"), gate, shape.dim()));
        }
    }

    private double[] attended(int position, double[] q, double[][] k, double[][] v) {
        int size = shape.headSize();
        double[] out = new double[shape.queryDim()];
        for (int head = 0; head < shape.heads(); head++) {
            int kv = head / (shape.heads() / shape.kvHeads()) * size;
            double sum = 0;
            for (int t = 0; t <= position; t++) {
                double score = 0;
                for (int i = 0; i < size; i++) {
                    score += q[head * size + i] * k[t][kv + i];
                }
                double weight = Math.exp(score / Math.sqrt(size));
                sum += weight;
                for (int i = 0; i < size; i++) {
                    out[head * size + i] += weight * v[t][kv + i];
                }
            }
            for (int i = 0; i < size; i++) {
                out[head * size + i] /= sum;
            }
        }
        return out;
    }

    private double[] rotated(double[] x, int position) {
        double[] out = x.clone();
        for (int i = 0; i < x.length; i += 2) {
            double angle = position * Math.pow(shape.ropeTheta(), -(double) (i % shape.headSize()) / shape.headSize());
            out[i] = x[i] * Math.cos(angle) - x[i + 1] * Math.sin(angle);
            out[i + 1] = x[i] * Math.sin(angle) + x[i + 1] * Math.cos(angle);
        }
        return out;
    }

    private double[] norm(double[] x, float[] gain) {
        double sum = 0;
        for (double value : x) {
            sum += value * value;
        }
        double[] out = new double[x.length];
        for (int j = 0; j < x.length; j++) {
            out[j] = gain[j] * x[j] / Math.sqrt(sum / x.length + shape.normEpsilon());
        }
        return out;
    }

    private static double[] times(float[] matrix, double[] x, int rows) {
        double[] out = new double[rows];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < x.length; c++) {
                out[r] += matrix[r * x.length + c] * x[c];
            }
        }
        return out;
    }

    private static void add(double[] x, double[] delta) {
        for (int i = 0; i < x.length; i++) {
            x[i] += delta[i];
        }
    }
}
