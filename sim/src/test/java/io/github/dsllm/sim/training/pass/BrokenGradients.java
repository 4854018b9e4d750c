package io.github.dsllm.sim.training.pass;

import io.github.dsllm.sim.training.kernel.Matrix;

/** Gradients of which one stage is wrong by a thousandth: the twin that every check must refuse. */
record BrokenGradients(Gradients right, String stage) implements Gradients {
    static final String[] STAGES = {"loss", "linear", "embedding", "residual", "norm", "rotation", "attention", "gate"};

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
    public void linear(Matrix x, Matrix j, Matrix g, Matrix toX, Matrix toJ) {
        right.linear(x, j, broken("linear", g), toX, toJ);
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
    public void norm(Norm norm, Matrix g, Matrix toX, Matrix toGain) {
        right.norm(norm, broken("norm", g), toX, toGain);
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
    public void gate(Gate gate, Matrix g, Matrix toX, Matrix toUp) {
        right.gate(gate, broken("gate", g), toX, toUp);
    }
}
