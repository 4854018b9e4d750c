package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.learning.LearningBlock;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** The loss of a block in float64, from the formulas: cross-entropy of logistic outputs behind the last position. */
final class FloatBlock {
    private static final double EPSILON = 1e-5;

    private final LearningBlock block;
    final Map<String, double[]> weights = new TreeMap<>();

    FloatBlock(LearningBlock block) {
        this.block = block;
        block.weights().forEach((name, couplings) -> {
            double[] values = new double[couplings.length];
            Arrays.setAll(
                    values,
                    i -> Math.scalb((double) couplings[i], -block.format().couplingPlaces()));
            weights.put(name, values);
        });
    }

    double loss(int example) {
        double[] z = outputs(example);
        double loss = 0;
        for (int i = 0; i < z.length; i++) {
            double truth = Math.scalb(
                    (double) block.examples().get(example).truth()[i],
                    -block.format().truthPlaces());
            loss += Math.log1p(Math.exp(-Math.abs(z[i]))) + Math.max(z[i], 0) - truth * z[i];
        }
        return loss;
    }

    /** Whether the greatest output is that of the class. */
    boolean isRight(int example) {
        double[] z = outputs(example);
        int[] truth = block.examples().get(example).truth();
        int best = 0;
        for (int i = 1; i < z.length; i++) {
            best = z[i] > z[best] ? i : best;
        }
        return truth[best] > 0;
    }

    double[] outputs(int example) {
        int positions = block.positions();
        double[][] x = new double[positions][block.width()];
        double[][] n = new double[positions][];
        for (int t = 0; t < positions; t++) {
            for (int c = 0; c < block.width(); c++) {
                x[t][c] = Math.scalb(
                        (double) block.examples().get(example).x()[t * block.width() + c],
                        -block.format().inputPlaces());
            }
            n[t] = norm(x[t]);
        }
        double[] q = times("wq", n[positions - 1]);
        double[] f = new double[positions];
        double sum = 0;
        for (int t = 0; t < positions; t++) {
            f[t] = Math.exp(dot(q, times("wk", n[t])) / Math.sqrt(block.width()));
            sum += f[t];
        }
        double[] attention = new double[block.width()];
        for (int t = 0; t < positions; t++) {
            double[] v = times("wv", n[t]);
            for (int c = 0; c < attention.length; c++) {
                attention[c] += f[t] / sum * v[c];
            }
        }
        double[] h = plus(x[positions - 1], times("wo", attention));
        double[] m = norm(h);
        double[] g = times("w1", m);
        double[] u = times("w3", m);
        double[] gated = new double[g.length];
        Arrays.setAll(gated, i -> g[i] / (1 + Math.exp(-g[i])) * u[i]);
        return times("head", plus(h, times("w2", gated)));
    }

    /** The central differences of the loss in all couplings of a matrix. */
    double[] gradient(String matrix, int example) {
        double step = 1e-4;
        double[] couplings = weights.get(matrix);
        double[] gradient = new double[couplings.length];
        for (int i = 0; i < couplings.length; i++) {
            double kept = couplings[i];
            couplings[i] = kept + step;
            double up = loss(example);
            couplings[i] = kept - step;
            gradient[i] = (up - loss(example)) / (2 * step);
            couplings[i] = kept;
        }
        return gradient;
    }

    private double[] times(String matrix, double[] x) {
        double[] couplings = weights.get(matrix);
        double[] y = new double[couplings.length / x.length];
        for (int i = 0; i < couplings.length; i++) {
            y[i / x.length] += couplings[i] * x[i % x.length];
        }
        return y;
    }

    private static double[] norm(double[] x) {
        double root = 1 / Math.sqrt(dot(x, x) / x.length + EPSILON);
        return Arrays.stream(x).map(value -> value * root).toArray();
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static double[] plus(double[] a, double[] b) {
        double[] sum = new double[a.length];
        Arrays.setAll(sum, i -> a[i] + b[i]);
        return sum;
    }
}
