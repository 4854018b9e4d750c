package io.github.dsllm.sim.training.usual;

import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.pass.Attention;
import io.github.dsllm.sim.training.pass.Gate;
import io.github.dsllm.sim.training.pass.Gradients;
import io.github.dsllm.sim.training.pass.Norm;
import io.github.dsllm.sim.training.pass.Rotation;

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
    public void linear(Matrix x, Matrix j, Matrix g, Matrix toX, Matrix toJ) {
        toX.addProduct(g, j);
        toJ.addProduct(g.transposed(), x);
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
    public void norm(Norm norm, Matrix g, Matrix toX, Matrix toGain) {
        int n = norm.x().columns();
        double root = Math.sqrt(n);
        for (int t = 0; t < g.rows(); t++) {
            double inverse = root * norm.roots().get(t, 0);
            double projection = 0;
            for (int i = 0; i < n; i++) {
                double normalised = norm.x().get(t, i) * inverse;
                toGain.add(0, i, g.get(t, i) * normalised);
                projection += g.get(t, i) * norm.gain().get(0, i) * normalised;
            }
            for (int i = 0; i < n; i++) {
                double normalised = norm.x().get(t, i) * inverse;
                toX.add(t, i, inverse * (g.get(t, i) * norm.gain().get(0, i) - normalised * projection / n));
            }
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
    public void gate(Gate gate, Matrix g, Matrix toX, Matrix toUp) {
        for (int t = 0; t < g.rows(); t++) {
            for (int i = 0; i < g.columns(); i++) {
                double x = gate.x().get(t, i);
                double e = gate.e().get(t, i);
                double sigmoid = (x >= 0 ? 1 : e) / (1 + e);
                double slope = -gate.slopes().get(t, i) / ((1 + e) * (1 + e));
                toUp.add(t, i, g.get(t, i) * gate.silu().get(t, i));
                toX.add(t, i, g.get(t, i) * gate.up().get(t, i) * (sigmoid + x * slope));
            }
        }
    }
}
