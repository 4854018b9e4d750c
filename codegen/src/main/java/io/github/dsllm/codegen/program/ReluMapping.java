package io.github.dsllm.codegen.program;

/** max(0, x). */
public final class ReluMapping implements DifferentiableMapping {
    @Override
    public String operator() {
        return "relu";
    }

    @Override
    public double apply(double x) {
        return Math.max(0, x);
    }

    @Override
    public double slope(double x) {
        return x > 0 ? 1 : 0;
    }
}
