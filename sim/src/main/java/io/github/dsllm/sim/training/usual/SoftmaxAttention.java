package io.github.dsllm.sim.training.usual;

import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Sums;
import io.github.dsllm.sim.training.kernel.Values;
import io.github.dsllm.sim.training.pass.Attention;
import io.github.dsllm.sim.training.pass.Causal;

/** Derivatives of Y = P·V, P = softmax(Q·Kᵀ/√d): dV = Pᵀ·dY, dP = dY·Vᵀ, dS = softmax' (dP), dQ = dS·K/√d, dK = dSᵀ·Q/√d. */
final class SoftmaxAttention {
    private final Attention attention;
    private final Matrix p; // (positions, positions)
    private final Matrix dP; // (positions, positions), then dS/√d

    SoftmaxAttention(Attention attention) {
        this.attention = attention;
        int positions = attention.q().rows();
        Values like = attention.f().values();
        p = Matrix.of(like.zeros(positions * positions), 0, positions, positions);
        dP = Matrix.of(like.zeros(positions * positions), 0, positions, positions);
    }

    void backward(Matrix g, Matrix toQ, Matrix toK, Matrix toV) {
        double[] probabilities = new double[p.rows()];
        double[] slopes = new double[p.rows()];
        double[] dRow = new double[p.rows()];
        for (int head = 0; head < attention.shape().heads(); head++) {
            Matrix dY = attention.ofHead(g, head);
            Causal.scores(dY, attention.ofKeyHead(attention.v(), head), dP);
            for (int i = 0; i < p.rows(); i++) {
                softmax(head, i, probabilities, slopes, dRow);
            }
            Causal.addTransposed(p, dY, attention.ofKeyHead(toV, head));
            Causal.addProduct(dP, attention.ofKeyHead(attention.k(), head), attention.ofHead(toQ, head));
            Causal.addTransposed(dP, attention.ofHead(attention.q(), head), attention.ofKeyHead(toK, head));
        }
    }

    /**
     * dS_j = p'_j·(dP_j − Σ p·dP), where p'_j = −f'_j/Σf is p_j for an exact exponential. The largest score shifts all others; for an exact one that has no effect.
     */
    private void softmax(int head, int i, double[] probabilities, double[] slopes, double[] d) {
        int row = head * p.rows() + i;
        int count = i + 1;
        attention.f().read(row, count, probabilities);
        attention.slopes().read(row, count, slopes);
        dP.read(i, count, d);
        double share = 1 / attention.sums().get(row, 0);
        for (int j = 0; j < count; j++) {
            probabilities[j] *= share;
        }
        double mean = Sums.ofProducts(probabilities, d, count);
        double factor = -share * attention.scale();
        for (int j = 0; j < count; j++) {
            d[j] = factor * slopes[j] * (d[j] - mean);
        }
        d[attention.largest()[row]] -= Sums.of(d, count);
        p.write(i, count, probabilities);
        dP.write(i, count, d);
        Causal.open(p, i);
        Causal.open(dP, i);
    }
}
