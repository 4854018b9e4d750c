package io.github.dsllm.sim.training.adjoint;

import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Sums;
import io.github.dsllm.sim.training.kernel.Values;
import io.github.dsllm.sim.training.node.Rest;
import io.github.dsllm.sim.training.pass.Attention;
import io.github.dsllm.sim.training.pass.Causal;

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
        double[] currents = new double[toScores.rows()];
        double[] slopes = new double[toScores.rows()];
        for (int head = 0; head < attention.shape().heads(); head++) {
            attention.divideBySums(head, attention.ofHead(g, head), lambda, rest);
            Causal.addTransposed(attention.rowsOfHead(attention.f(), head), lambda, attention.ofKeyHead(toV, head));
            Causal.scores(lambda, attention.ofKeyHead(attention.v(), head), toScores);
            for (int i = 0; i < toScores.rows(); i++) {
                relaxScores(head, i, currents, slopes);
            }
            Causal.addProduct(toScores, attention.ofKeyHead(attention.k(), head), attention.ofHead(toQ, head));
            Causal.addTransposed(toScores, attention.ofHead(attention.q(), head), attention.ofKeyHead(toK, head));
        }
    }

    /** From couplers f to t = max − s, and from there to s; what all t have in common goes to the greatest score. */
    private void relaxScores(int head, int i, double[] currents, double[] slopes) {
        int row = head * toScores.rows() + i;
        int count = i + 1;
        Matrix y = attention.ofHead(attention.y(), head);
        double drawn = 0;
        for (int c = 0; c < y.columns(); c++) {
            drawn += lambda.get(i, c) * y.get(i, c);
        }
        toScores.read(i, count, currents);
        attention.slopes().read(row, count, slopes);
        for (int j = 0; j < count; j++) {
            currents[j] = slopes[j] * (drawn - currents[j]);
        }
        currents[attention.largest()[row]] -= Sums.of(currents, count);
        rest.settle(currents, count);
        double scale = attention.scale();
        for (int j = 0; j < count; j++) {
            currents[j] *= scale;
        }
        toScores.write(i, count, currents);
        Causal.open(toScores, i);
    }
}
