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
                matrix("wq", weights.wq(), units::query, attentionGain, f.xn1(), f.q()),
                matrix("wk", weights.wk(), units::key, attentionGain, f.xn1(), f.k()),
                matrix("wv", weights.wv(), ONE, attentionGain, f.xn1(), f.v()),
                matrix("wo", weights.wo(), ONE, ONE, f.att(), residual),
                matrix("w1", weights.w1(), row -> unit, ffnGain, f.xn2(), f.h1()),
                matrix("w3", weights.w3(), ONE, ffnGain, f.xn2(), f.h3()),
                matrix("w2", weights.w2(), ONE, column -> 1 / unit, f.hb(), residual),
                f);
    }

    private QuantisedMatrix matrix(
            String name,
            Tensor tensor,
            IntToDoubleFunction rowFactor,
            IntToDoubleFunction columnFactor,
            int from,
            int to) {
        if (tensor.rows() == 0) {
            return QuantisedMatrix.NONE;
        }
        float[] values = weights.other("b" + name.substring(1))
                .map(vector -> vector.row(0))
                .orElse(null);
        IntToDoubleFunction bias = values == null ? null : row -> values[row] * rowFactor.applyAsDouble(row);
        FoldedMatrix folded = new FoldedMatrix("layer " + layer + " " + name, tensor, rowFactor, columnFactor, bias);
        return rows.quantise(folded, to - from, from, shifts, problems);
    }

    private static IntToDoubleFunction gain(Tensor norm) {
        float[] gain = norm.row(0);
        double root = Math.sqrt(gain.length);
        return column -> gain[column] * root;
    }
}
