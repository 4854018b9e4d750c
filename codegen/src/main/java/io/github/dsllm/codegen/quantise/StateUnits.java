package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.model.ModelShape;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** Factors from the model's own units to those of the machine: what was folded into the couplings that produce a state. */
record StateUnits(ModelShape shape, Equalisation equalisation, Gate gate) {

    /** log2 e for the base-2 exponential, over √headSize where scores are divided, over the key's scale. */
    double query(int channel) {
        return Gate.LOG2_E / shape.scoreDivisor() * equalisation.query(channel);
    }

    double key(int channel) {
        return equalisation.key(channel);
    }

    /** Factor per channel of a state. */
    double[] of(State state, int width) {
        IntToDoubleFunction factor = switch (state) {
            case Q, QR -> this::query;
            case K, KR -> this::key;
            case H1, SILU, HB -> channel -> gate.unit();
            default -> channel -> 1;
        };
        double[] factors = new double[width];
        Arrays.setAll(factors, factor);
        return factors;
    }
}
