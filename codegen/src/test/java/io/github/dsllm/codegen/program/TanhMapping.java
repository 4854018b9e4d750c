package io.github.dsllm.codegen.program;

/** The foreign operator of the tests: the product does not know it. */
public final class TanhMapping implements OperatorMapping {
    @Override
    public String operator() {
        return "tanh";
    }

    @Override
    public double apply(double x) {
        return Math.tanh(x);
    }
}
