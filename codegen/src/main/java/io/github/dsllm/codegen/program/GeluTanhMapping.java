package io.github.dsllm.codegen.program;

/** GELU in its tanh form, as x·sigmoid(u) with u = 1.5957691·x + 0.0713548·x³. */
public final class GeluTanhMapping implements OperatorMapping {
    @Override
    public String operator() {
        return "gelu_pytorch_tanh";
    }

    @Override
    public double apply(double x) {
        return x / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
    }
}
