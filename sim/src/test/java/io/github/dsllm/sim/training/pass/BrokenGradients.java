package io.github.dsllm.sim.training.pass;

import io.github.dsllm.sim.training.kernel.Matrix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gradients of which one stage is wrong by a thousandth: the twin that every check must refuse. */
record BrokenGradients(Gradients right, String stage) implements Gradients {
    static final List<String> OF_LLAMA =
            List.of("loss", "linear", "embedding", "residual", "norm", "rotation", "attention", "gate");
    static final List<String> OF_GPT2 =
            List.of("loss", "linear", "embedding", "residual", "norm", "centre", "attention", "table");

    private Matrix broken(String name, Matrix g) {
        if (name.equals(stage)) {
            for (int i = 0; i < g.rows(); i++) {
                for (int j = 0; j < g.columns(); j++) {
                    g.set(i, j, g.get(i, j) * 1.001);
                }
            }
        }
        return g;
    }

    @Override
    public void loss(Matrix logits, int[] targets, double weight, Matrix g) {
        right.loss(logits, targets, weight, g);
        broken("loss", g);
    }

    @Override
    public void loss(Matrix logits, Matrix truth, int[] targets, double weight, Matrix g) {
        right.loss(logits, truth, targets, weight, g);
        broken("loss", g);
    }

    @Override
    public void linear(Matrix x, Matrix j, Matrix g, Matrix toX, Matrix toJ, @Nullable Matrix toBias) {
        right.linear(x, j, broken("linear", g), toX, toJ, toBias);
    }

    @Override
    public void embedding(int[] tokens, Matrix g, Matrix toTable) {
        right.embedding(tokens, broken("embedding", g), toTable);
    }

    @Override
    public void residual(Matrix g) {
        right.residual(broken("residual", g));
    }

    @Override
    public void norm(Norm norm, Matrix g, Matrix toX, Matrix toGain, @Nullable Matrix toShift) {
        right.norm(norm, broken("norm", g), toX, toGain, toShift);
    }

    @Override
    public void centre(Matrix g, Matrix toX) {
        right.centre(broken("centre", g), toX);
    }

    @Override
    public void rotation(Rotation rotation, Matrix g) {
        right.rotation(rotation, broken("rotation", g));
    }

    @Override
    public void attention(Attention attention, Matrix g, Matrix toQ, Matrix toK, Matrix toV) {
        right.attention(attention, broken("attention", g), toQ, toK, toV);
    }

    @Override
    public void gate(Gate gate, Matrix g, Matrix toX, @Nullable Matrix toUp) {
        right.gate(gate, broken("gate", g), toX, toUp);
    }

    @Override
    public void table(Table table, Matrix g, Matrix toX, @Nullable Matrix toUp) {
        right.table(table, broken("table", g), toX, toUp);
    }
}
