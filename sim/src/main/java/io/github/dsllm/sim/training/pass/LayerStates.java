package io.github.dsllm.sim.training.pass;

import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.program.DifferentiableMapping;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** All states of one layer for one text, which the way back needs. */
final class LayerStates {
    final Norm attentionNorm;
    final Attention attention;
    final Matrix between; // residual after attention (positions, dim)
    final Norm ffnNorm;
    final Hidden hidden;
    final Matrix out; // residual after the layer (positions, dim)

    LayerStates(
            ModelShape shape,
            Precision precision,
            Matrix in,
            Parameters.Layer weights,
            @Nullable DifferentiableMapping function) {
        int positions = in.rows();
        attentionNorm = norm(shape, precision, in, weights.attentionNorm());
        attention = Attention.of(
                shape,
                precision,
                Matrix.zeros(precision, positions, shape.queryDim()),
                Matrix.zeros(precision, positions, shape.kvDim()),
                Matrix.zeros(precision, positions, shape.kvDim()));
        between = Matrix.zeros(precision, positions, shape.dim());
        ffnNorm = norm(shape, precision, shape.anatomy().parallel() ? in : between, weights.ffnNorm());
        hidden = hidden(
                () -> Matrix.zeros(precision, positions, shape.hiddenDim()),
                shape.anatomy().gated(),
                function);
        out = Matrix.zeros(precision, positions, shape.dim());
    }

    static Norm norm(ModelShape shape, Precision precision, Matrix in, Parameters.Scale scale) {
        return new Norm(
                in,
                scale.shift() == null ? in : Matrix.zeros(precision, in.rows(), in.columns()),
                scale.gain(),
                scale.shift(),
                shape.normEpsilon(),
                Matrix.zeros(precision, in.rows(), 1),
                Matrix.zeros(precision, in.rows(), in.columns()));
    }

    /** @param function null for SiLU */
    static Hidden hidden(Supplier<Matrix> zeros, boolean gated, @Nullable DifferentiableMapping function) {
        Matrix activated = zeros.get();
        Matrix up = gated ? zeros.get() : null;
        Matrix y = gated ? zeros.get() : activated;
        return function == null
                ? new Gate(zeros.get(), up, zeros.get(), zeros.get(), activated, y)
                : new Table(function, zeros.get(), up, zeros.get(), activated, y);
    }
}
