package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.model.LayerWeights;
import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.codegen.quantise.QuantisedLayer.Fractions;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/** Folds what need not be computed at run time into the couplings of a layer and rounds them. */
final class LayerQuantiser {
    private static final IntToDoubleFunction ONE = i -> 1;

    private final RowQuantiser rows;
    private final ShiftRange shifts;
    private final StateUnits units;
    private final LayerWeights weights;
    private final int layer;
    private final List<String> problems;

    LayerQuantiser(Numerics numerics, StateUnits units, LayerWeights weights, int layer, List<String> problems) {
        this.rows = new RowQuantiser(numerics);
        this.shifts = ShiftRange.of(numerics);
        this.units = units;
        this.weights = weights;
        this.layer = layer;
        this.problems = problems;
    }

    QuantisedLayer quantise(Fractions f, int residual) {
        IntToDoubleFunction attentionGain = gain(weights.attentionNorm());
        IntToDoubleFunction ffnGain = gain(weights.ffnNorm());
        double unit = units.gate().unit();
        return new QuantisedLayer(
                matrix("wq", weights.wq(), units::query, attentionGain, f.q() - f.xn1()),
                matrix("wk", weights.wk(), units::key, attentionGain, f.k() - f.xn1()),
                matrix("wv", weights.wv(), ONE, attentionGain, f.v() - f.xn1()),
                matrix("wo", weights.wo(), ONE, ONE, residual - f.att()),
                matrix("w1", weights.w1(), row -> unit, ffnGain, f.h1() - f.xn2()),
                matrix("w3", weights.w3(), ONE, ffnGain, f.h3() - f.xn2()),
                matrix("w2", weights.w2(), row -> 1 / unit, ONE, residual - f.hb()),
                f);
    }

    private QuantisedMatrix matrix(
            String name, Tensor tensor, IntToDoubleFunction rowFactor, IntToDoubleFunction columnFactor, int exponent) {
        FoldedMatrix folded = new FoldedMatrix("layer " + layer + " " + name, tensor, rowFactor, columnFactor);
        return rows.quantise(folded, exponent, shifts, problems);
    }

    private static IntToDoubleFunction gain(Tensor norm) {
        float[] gain = norm.row(0);
        double root = Math.sqrt(gain.length);
        return column -> gain[column] * root;
    }
}
