package io.github.dsllm.sim.training.usual;

import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Values;
import io.github.dsllm.sim.training.pass.Attention;

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
        for (int head = 0; head < attention.shape().heads(); head++) {
            Matrix dY = attention.ofHead(g, head);
            dP.setProduct(dY, attention.ofKeyHead(attention.v(), head).transposed());
            for (int i = 0; i < p.rows(); i++) {
                softmax(head, i);
            }
            attention.ofKeyHead(toV, head).addProduct(p.transposed(), dY);
            attention.ofHead(toQ, head).addProduct(dP, attention.ofKeyHead(attention.k(), head));
            attention.ofKeyHead(toK, head).addProduct(dP.transposed(), attention.ofHead(attention.q(), head));
        }
    }

    /**
     * dS_j = p'_j·(dP_j − Σ p·dP), where p'_j = −f'_j/Σf is p_j for an exact exponential. The largest score shifts all others; for an exact one that has no effect.
     */
    private void softmax(int head, int i) {
        int row = head * p.rows() + i;
        double sum = attention.sums().get(row, 0);
        double mean = 0;
        for (int j = 0; j < p.columns(); j++) {
            double probability = attention.f().get(row, j) / sum;
            p.set(i, j, probability);
            mean += probability * dP.get(i, j);
        }
        double shift = 0;
        for (int j = 0; j < p.columns(); j++) {
            double dS = j > i ? 0 : -attention.slopes().get(row, j) / sum * (dP.get(i, j) - mean);
            shift += dS;
            dP.set(i, j, attention.scale() * dS);
        }
        dP.add(i, attention.largest()[row], -attention.scale() * shift);
    }
}
