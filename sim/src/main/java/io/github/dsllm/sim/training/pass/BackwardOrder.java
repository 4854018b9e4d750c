package io.github.dsllm.sim.training.pass;

import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The stages in reverse, with room for what flows back. Says who receives from whom; what they receive is up to {@link Gradients}. */
final class BackwardOrder {
    private final Parameters weights;
    private final Matrix toLogits; // (positions, outputs of the head)
    private final Matrix toResidual; // (positions, dim), the gradient at the residual stream
    private final Matrix toBranch; // (positions, dim), the same for a block whose output was added to it
    private final Matrix toNormed; // (positions, dim)
    private final Matrix toCentred; // (positions, dim), of a layer norm
    private final Matrix toSkipped; // (positions, dim), to the stream before attention past it
    private final Matrix toQ;
    private final Matrix toK;
    private final Matrix toV;
    private final Matrix toAttended;
    private final Matrix toGate; // (positions, hiddenDim)
    private final Matrix toUp;
    private final Matrix toProduct;

    BackwardOrder(Parameters weights, int positions) {
        this.weights = weights;
        ModelShape shape = weights.shape();
        Precision precision = weights.precision();
        toLogits = Matrix.zeros(precision, positions, weights.head().j().rows());
        toResidual = Matrix.zeros(precision, positions, shape.dim());
        toBranch = Matrix.zeros(precision, positions, shape.dim());
        toNormed = Matrix.zeros(precision, positions, shape.dim());
        toCentred = Matrix.zeros(precision, shape.anatomy().isLayerNorm() ? positions : 0, shape.dim());
        toSkipped = Matrix.zeros(precision, shape.anatomy().parallel() ? positions : 0, shape.dim());
        toQ = Matrix.zeros(precision, positions, shape.queryDim());
        toK = Matrix.zeros(precision, positions, shape.kvDim());
        toV = Matrix.zeros(precision, positions, shape.kvDim());
        toAttended = Matrix.zeros(precision, positions, shape.queryDim());
        toGate = Matrix.zeros(precision, positions, shape.hiddenDim());
        toUp = Matrix.zeros(precision, positions, shape.hiddenDim());
        toProduct = Matrix.zeros(precision, positions, shape.hiddenDim());
    }

    /** @param truth what outputs are clamped to; null for the targets alone */
    void head(
            Norm norm,
            Matrix logits,
            @Nullable Matrix truth,
            int[] targets,
            double weight,
            Gradients gradients,
            Parameters sums) {
        if (truth == null) {
            gradients.loss(logits, targets, weight, toLogits);
        } else {
            gradients.loss(logits, truth, targets, weight, toLogits);
        }
        toNormed.zero();
        linear(gradients, norm.y(), weights.head(), toLogits, toNormed, sums.head());
        toResidual.zero();
        norm(gradients, norm, toResidual, sums.finalNorm());
    }

    void layer(
            LayerStates states, Parameters.Layer layer, Rotation rotation, Gradients gradients, Parameters.Layer sums) {
        feedForward(states, layer, gradients, sums);
        attention(states, layer, rotation, gradients, sums);
    }

    private void feedForward(LayerStates states, Parameters.Layer layer, Gradients gradients, Parameters.Layer sums) {
        enterBranch(gradients);
        toProduct.zero();
        linear(gradients, states.hidden.y(), layer.w2(), toBranch, toProduct, sums.w2());
        toGate.zero();
        toUp.zero();
        states.hidden.backward(gradients, toProduct, toGate, layer.w3() == null ? null : toUp);
        toNormed.zero();
        Matrix normed = states.ffnNorm.y();
        linear(gradients, normed, layer.w1(), toGate, toNormed, sums.w1());
        if (layer.w3() != null && sums.w3() != null) {
            linear(gradients, normed, layer.w3(), toUp, toNormed, sums.w3());
        }
        boolean parallel = toSkipped.rows() > 0;
        toSkipped.zero();
        norm(gradients, states.ffnNorm, parallel ? toSkipped : toResidual, sums.ffnNorm());
    }

    private void attention(
            LayerStates states, Parameters.Layer layer, Rotation rotation, Gradients gradients, Parameters.Layer sums) {
        enterBranch(gradients);
        toAttended.zero();
        linear(gradients, states.attention.y(), layer.wo(), toBranch, toAttended, sums.wo());
        toQ.zero();
        toK.zero();
        toV.zero();
        gradients.attention(states.attention, toAttended, toQ, toK, toV);
        if (rotation.turns()) {
            gradients.rotation(rotation, toQ);
            gradients.rotation(rotation, toK);
        }
        toNormed.zero();
        Matrix normed = states.attentionNorm.y();
        linear(gradients, normed, layer.wq(), toQ, toNormed, sums.wq());
        linear(gradients, normed, layer.wk(), toK, toNormed, sums.wk());
        linear(gradients, normed, layer.wv(), toV, toNormed, sums.wv());
        norm(gradients, states.attentionNorm, toResidual, sums.attentionNorm());
        if (toSkipped.rows() > 0) {
            toResidual.addAll(toSkipped);
        }
    }

    private static void linear(
            Gradients gradients, Matrix x, Parameters.Linear by, Matrix g, Matrix toX, Parameters.Linear sums) {
        gradients.linear(x, by.j(), g, toX, sums.j(), sums.bias());
    }

    /** From {@link #toNormed} to what is normalised; of a layer norm by way of what has no mean. */
    private void norm(Gradients gradients, Norm norm, Matrix to, Parameters.Scale sums) {
        if (norm.shift() == null) {
            gradients.norm(norm, toNormed, to, sums.gain(), null);
        } else {
            toCentred.zero();
            gradients.norm(norm, toNormed, toCentred, sums.gain(), sums.shift());
            gradients.centre(toCentred, to);
        }
    }

    /** A residual node passes its gradient to the stream before it and to the block. */
    private void enterBranch(Gradients gradients) {
        gradients.residual(toResidual);
        toBranch.zero();
        toBranch.addAll(toResidual);
    }

    void embedding(int[] tokens, Gradients gradients, Parameters sums) {
        if (sums.positions() != null) {
            int[] places = IntStream.range(0, tokens.length).toArray();
            gradients.embedding(places, toResidual, sums.positions());
        }
        gradients.embedding(tokens, toResidual, sums.embedding());
    }
}
