package io.github.dsllm.sim.training.adjoint;

import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Values;
import io.github.dsllm.sim.training.node.Rest;
import io.github.dsllm.sim.training.pass.Attention;

/**
 * The weighted sum 0 = Σ f·v − (Σ f)·y: λ relaxes against the self-reaction Σ f; the coupler f_ij receives λ_i·(v_j − y_i), the value v_j Σ_i λ_i·f_ij. The
 * exponential was locked in time and passes f' on; scores are nodes of self-reaction 1 whose couplings are the keys.
 */
final class AdjointAttention {
    private final Attention attention;
    private final Rest rest;
    private final Matrix lambda; // (positions, headSize)
    private final Matrix toScores; // (positions, positions)

    AdjointAttention(Attention attention, Rest rest) {
        this.attention = attention;
        this.rest = rest;
        int positions = attention.q().rows();
        int headSize = attention.shape().headSize();
        Values like = attention.f().values();
        lambda = Matrix.of(like.zeros(positions * headSize), 0, positions, headSize);
        toScores = Matrix.of(like.zeros(positions * positions), 0, positions, positions);
    }

    void relax(Matrix g, Matrix toQ, Matrix toK, Matrix toV) {
        for (int head = 0; head < attention.shape().heads(); head++) {
            relaxSums(head, attention.ofHead(g, head));
            Matrix values = attention.ofKeyHead(attention.v(), head);
            Matrix couplers = attention.rowsOfHead(attention.f(), head);
            attention.ofKeyHead(toV, head).addProduct(couplers.transposed(), lambda);
            toScores.setProduct(lambda, values.transposed());
            for (int i = 0; i < toScores.rows(); i++) {
                relaxScores(head, i);
            }
            attention.ofHead(toQ, head).addProduct(toScores, attention.ofKeyHead(attention.k(), head));
            attention.ofKeyHead(toK, head).addProduct(toScores.transposed(), attention.ofHead(attention.q(), head));
        }
    }

    private void relaxSums(int head, Matrix g) {
        for (int i = 0; i < g.rows(); i++) {
            double h = attention.sums().get(head * g.rows() + i, 0);
            for (int c = 0; c < g.columns(); c++) {
                lambda.set(i, c, rest.divide(g.get(i, c), h));
            }
        }
    }

    /** From couplers f to t = max − s, and from there to s; what all t have in common goes to the greatest score. */
    private void relaxScores(int head, int i) {
        int row = head * toScores.rows() + i;
        Matrix y = attention.ofHead(attention.y(), head);
        double drawn = 0;
        for (int c = 0; c < y.columns(); c++) {
            drawn += lambda.get(i, c) * y.get(i, c);
        }
        double toLargest = 0;
        for (int j = 0; j <= i; j++) {
            double toT = attention.slopes().get(row, j) * (toScores.get(i, j) - drawn);
            toLargest += toT;
            toScores.set(i, j, -toT);
        }
        toScores.add(i, attention.largest()[row], toLargest);
        for (int j = 0; j < toScores.columns(); j++) {
            double current = j > i ? 0 : toScores.get(i, j);
            toScores.set(i, j, attention.scale() * rest.divide(current, 1));
        }
    }
}
