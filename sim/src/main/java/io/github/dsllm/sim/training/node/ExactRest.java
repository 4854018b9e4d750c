package io.github.dsllm.sim.training.node;

/** The usual arithmetic: a division and a root. */
final class ExactRest implements Rest {
    @Override
    public double divide(double current, double selfReaction) {
        return current / selfReaction;
    }

    @Override
    public double reciprocalRoot(double v) {
        return 1 / Math.sqrt(v);
    }

    @Override
    public boolean exactAtOne() {
        return true;
    }
}
