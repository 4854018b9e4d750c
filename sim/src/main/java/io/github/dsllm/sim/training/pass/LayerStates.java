package io.github.dsllm.sim.training.pass;

import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;

/** All states of one layer for one text, which the way back needs. */
final class LayerStates {
    final Norm attentionNorm;
    final Attention attention;
    final Matrix between; // residual after attention (positions, dim)
    final Norm ffnNorm;
    final Gate gate;
    final Matrix out; // residual after the layer (positions, dim)

    LayerStates(ModelShape shape, Precision precision, Matrix in, Parameters.Layer weights) {
        int positions = in.rows();
        attentionNorm = norm(shape, precision, in, weights.attentionNorm());
        attention = Attention.of(
                shape,
                precision,
                Matrix.zeros(precision, positions, shape.queryDim()),
                Matrix.zeros(precision, positions, shape.kvDim()),
                Matrix.zeros(precision, positions, shape.kvDim()));
        between = Matrix.zeros(precision, positions, shape.dim());
        ffnNorm = norm(shape, precision, between, weights.ffnNorm());
        Matrix[] hidden = new Matrix[6];
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = Matrix.zeros(precision, positions, shape.hiddenDim());
        }
        gate = new Gate(hidden[0], hidden[1], hidden[2], hidden[3], hidden[4], hidden[5]);
        out = Matrix.zeros(precision, positions, shape.dim());
    }

    static Norm norm(ModelShape shape, Precision precision, Matrix x, Matrix gain) {
        return new Norm(
                x,
                gain,
                shape.normEpsilon(),
                Matrix.zeros(precision, x.rows(), 1),
                Matrix.zeros(precision, x.rows(), x.columns()));
    }
}
