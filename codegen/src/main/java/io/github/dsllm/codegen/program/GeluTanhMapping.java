package io.github.dsllm.codegen.program;

/** GELU in its tanh form, as x·sigmoid(u) with u = 1.5957691·x + 0.0713548·x³. */
public final class GeluTanhMapping implements DifferentiableMapping {
    private static final double LINEAR = 2 * Math.sqrt(2 / Math.PI);
    private static final double CUBIC = 0.044715;

    @Override
    public String operator() {
        return "gelu_pytorch_tanh";
    }

    @Override
    public double apply(double x) {
        return x * sigmoid(x);
    }

    /** σ + x·σ·(1 − σ)·u'. */
    @Override
    public double slope(double x) {
        double sigmoid = sigmoid(x);
        double bend = sigmoid * (1 - sigmoid);
        return bend == 0 ? sigmoid : sigmoid + x * bend * LINEAR * (1 + 3 * CUBIC * x * x);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + StrictMath.exp(-LINEAR * (x + CUBIC * x * x * x)));
    }
}
