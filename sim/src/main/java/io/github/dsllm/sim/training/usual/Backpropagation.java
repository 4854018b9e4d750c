package io.github.dsllm.sim.training.usual;

import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Sums;
import io.github.dsllm.sim.training.pass.Attention;
import io.github.dsllm.sim.training.pass.Gate;
import io.github.dsllm.sim.training.pass.Gradients;
import io.github.dsllm.sim.training.pass.Norm;
import io.github.dsllm.sim.training.pass.Rotation;
import io.github.dsllm.sim.training.pass.Table;
import org.jspecify.annotations.Nullable;

/** Back-propagation (Rumelhart, Hinton, Williams 1986) through every stage. */
public final class Backpropagation implements Gradients {

    @Override
    public void loss(Matrix logits, int[] targets, double weight, Matrix g) {
        SoftmaxLoss.gradient(logits, targets, weight, g);
    }

    @Override
    public void loss(Matrix logits, Matrix truth, int[] targets, double weight, Matrix g) {
        SoftmaxLoss.gradient(logits, truth, targets, weight, g);
    }

    @Override
    public void linear(Matrix x, Matrix j, Matrix g, Matrix toX, Matrix toJ, @Nullable Matrix toBias) {
        toX.addProduct(g, j);
        toJ.addProduct(g.transposed(), x);
        if (toBias != null) {
            toBias.addRows(g);
        }
    }

    @Override
    public void embedding(int[] tokens, Matrix g, Matrix toTable) {
        for (int t = 0; t < tokens.length; t++) {
            toTable.rowRange(tokens[t], 1).addAll(g.rowRange(t, 1));
        }
    }

    @Override
    public void residual(Matrix g) {
        // d(a + b)/da = d(a + b)/db = 1
    }

    @Override
    public void norm(Norm norm, Matrix g, Matrix toX, Matrix toGain, @Nullable Matrix toShift) {
        if (toShift != null) {
            toShift.addRows(g);
        }
        int n = norm.x().columns();
        double root = Math.sqrt(n);
        double[] gain = new double[n];
        double[] normalised = new double[n];
        double[] d = new double[n];
        double[] sums = new double[n];
        norm.gain().read(0, n, gain);
        for (int t = 0; t < g.rows(); t++) {
            double inverse = root * norm.roots().get(t, 0);
            norm.x().read(t, n, normalised);
            g.read(t, n, d);
            toGain.read(0, n, sums);
            for (int i = 0; i < n; i++) {
                normalised[i] *= inverse;
                sums[i] += d[i] * normalised[i];
                d[i] *= gain[i];
            }
            double projection = Sums.ofProducts(d, normalised, n);
            toGain.write(0, n, sums);
            toX.read(t, n, sums);
            for (int i = 0; i < n; i++) {
                sums[i] += inverse * (d[i] - normalised[i] * projection / n);
            }
            toX.write(t, n, sums);
        }
    }

    /** d(x − mean)/dx is I − 11ᵀ/n, which is symmetric. */
    @Override
    public void centre(Matrix g, Matrix toX) {
        int n = g.columns();
        double[] d = new double[n];
        double[] sums = new double[n];
        for (int t = 0; t < g.rows(); t++) {
            g.read(t, n, d);
            double mean = Sums.of(d, n) / n;
            toX.read(t, n, sums);
            for (int i = 0; i < n; i++) {
                sums[i] += d[i] - mean;
            }
            toX.write(t, n, sums);
        }
    }

    @Override
    public void rotation(Rotation rotation, Matrix g) {
        rotation.transposed(g);
    }

    @Override
    public void attention(Attention attention, Matrix g, Matrix toQ, Matrix toK, Matrix toV) {
        new SoftmaxAttention(attention).backward(g, toQ, toK, toV);
    }

    /** d(x·σ)/dx = σ + x·σ', with σ' = −E'/(1 + E)², which is σ·(1 − σ) for an exact exponential. */
    @Override
    public void gate(Gate gate, Matrix g, Matrix toX, @Nullable Matrix toUp) {
        Matrix up = gate.up();
        int n = g.columns();
        double[] d = new double[n];
        double[] x = new double[n];
        double[] e = new double[n];
        double[] slopes = new double[n];
        double[] sums = new double[n];
        for (int t = 0; t < g.rows(); t++) {
            g.read(t, n, d);
            if (up != null && toUp != null) {
                product(t, gate.activated(), up, d, toUp);
            }
            gate.x().read(t, n, x);
            gate.e().read(t, n, e);
            gate.slopes().read(t, n, slopes);
            toX.read(t, n, sums);
            for (int i = 0; i < n; i++) {
                double sigmoid = (x[i] >= 0 ? 1 : e[i]) / (1 + e[i]);
                double slope = -slopes[i] / ((1 + e[i]) * (1 + e[i]));
                sums[i] += d[i] * (sigmoid + x[i] * slope);
            }
            toX.write(t, n, sums);
        }
    }

    @Override
    public void table(Table table, Matrix g, Matrix toX, @Nullable Matrix toUp) {
        Matrix up = table.up();
        int n = g.columns();
        double[] d = new double[n];
        double[] slopes = new double[n];
        double[] sums = new double[n];
        for (int t = 0; t < g.rows(); t++) {
            g.read(t, n, d);
            if (up != null && toUp != null) {
                product(t, table.activated(), up, d, toUp);
            }
            table.slopes().read(t, n, slopes);
            toX.read(t, n, sums);
            for (int i = 0; i < n; i++) {
                sums[i] += d[i] * slopes[i];
            }
            toX.write(t, n, sums);
        }
    }

    /** Of y = a·b in row t: adds to b, and {@code d} becomes the gradient at a. */
    private static void product(int t, Matrix a, Matrix b, double[] d, Matrix toB) {
        int n = d.length;
        double[] other = new double[n];
        double[] sums = new double[n];
        a.read(t, n, other);
        toB.read(t, n, sums);
        for (int i = 0; i < n; i++) {
            sums[i] += d[i] * other[i];
        }
        toB.write(t, n, sums);
        b.read(t, n, other);
        for (int i = 0; i < n; i++) {
            d[i] *= other[i];
        }
    }
}
