package io.github.dsllm.sim.training.pass;

import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import org.jspecify.annotations.Nullable;

/** The stages in reverse, with room for what flows back. Says who receives from whom; what they receive is up to {@link Gradients}. */
final class BackwardOrder {
    private final Parameters weights;
    private final Matrix toLogits; // (positions, outputs of the head)
    private final Matrix toResidual; // (positions, dim), the gradient at the residual stream
    private final Matrix toBranch; // (positions, dim), the same for a block whose output was added to it
    private final Matrix toNormed; // (positions, dim)
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
        toLogits = Matrix.zeros(precision, positions, weights.head().rows());
        toResidual = Matrix.zeros(precision, positions, shape.dim());
        toBranch = Matrix.zeros(precision, positions, shape.dim());
        toNormed = Matrix.zeros(precision, positions, shape.dim());
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
        gradients.linear(norm.y(), weights.head(), toLogits, toNormed, sums.head());
        toResidual.zero();
        gradients.norm(norm, toNormed, toResidual, sums.finalNorm());
    }

    void layer(
            LayerStates states, Parameters.Layer layer, Rotation rotation, Gradients gradients, Parameters.Layer sums) {
        feedForward(states, layer, gradients, sums);
        attention(states, layer, rotation, gradients, sums);
    }

    private void feedForward(LayerStates states, Parameters.Layer layer, Gradients gradients, Parameters.Layer sums) {
        enterBranch(gradients);
        toProduct.zero();
        gradients.linear(states.gate.y(), layer.w2(), toBranch, toProduct, sums.w2());
        toGate.zero();
        toUp.zero();
        gradients.gate(states.gate, toProduct, toGate, toUp);
        toNormed.zero();
        Matrix normed = states.ffnNorm.y();
        gradients.linear(normed, layer.w1(), toGate, toNormed, sums.w1());
        gradients.linear(normed, layer.w3(), toUp, toNormed, sums.w3());
        gradients.norm(states.ffnNorm, toNormed, toResidual, sums.ffnNorm());
    }

    private void attention(
            LayerStates states, Parameters.Layer layer, Rotation rotation, Gradients gradients, Parameters.Layer sums) {
        enterBranch(gradients);
        toAttended.zero();
        gradients.linear(states.attention.y(), layer.wo(), toBranch, toAttended, sums.wo());
        toQ.zero();
        toK.zero();
        toV.zero();
        gradients.attention(states.attention, toAttended, toQ, toK, toV);
        gradients.rotation(rotation, toQ);
        gradients.rotation(rotation, toK);
        toNormed.zero();
        Matrix normed = states.attentionNorm.y();
        gradients.linear(normed, layer.wq(), toQ, toNormed, sums.wq());
        gradients.linear(normed, layer.wk(), toK, toNormed, sums.wk());
        gradients.linear(normed, layer.wv(), toV, toNormed, sums.wv());
        gradients.norm(states.attentionNorm, toNormed, toResidual, sums.attentionNorm());
    }

    /** A residual node passes its gradient to the stream before it and to the block. */
    private void enterBranch(Gradients gradients) {
        gradients.residual(toResidual);
        toBranch.zero();
        toBranch.addAll(toResidual);
    }

    void embedding(int[] tokens, Gradients gradients, Parameters sums) {
        gradients.embedding(tokens, toResidual, sums.embedding());
    }
}
