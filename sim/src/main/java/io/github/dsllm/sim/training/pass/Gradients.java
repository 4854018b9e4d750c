package io.github.dsllm.sim.training.pass;

import io.github.dsllm.sim.training.kernel.Matrix;

/**
 * What flows back through each stage. {@code g} is the gradient at a stage's output and may be overwritten; results are <em>added</em> to the other matrices,
 * which have the sizes of what they are gradients of.
 */
public interface Gradients {

    /**
     * Gradient of the cross-entropy at the logits, overwriting {@code g}.
     *
     * @param logits (positions, vocabulary)
     * @param targets the token that comes next per position, negative where none is counted
     * @param weight factor, usually one over the number of counted positions of a batch
     */
    void loss(Matrix logits, int[] targets, double weight, Matrix g);

    /**
     * The same with outputs clamped to probabilities, such as another model's, in place of one token.
     *
     * @param truth (positions, vocabulary), every row at least 0 with the sum 1
     * @param targets where negative, the position is not counted
     */
    void loss(Matrix logits, Matrix truth, int[] targets, double weight, Matrix g);

    /** Y = X·Jᵀ: X (positions, inputs), J (outputs, inputs). */
    void linear(Matrix x, Matrix j, Matrix g, Matrix toX, Matrix toJ);

    /** The rows of the tokens: table (vocabulary, dim). */
    void embedding(int[] tokens, Matrix g, Matrix toTable);

    /** A sum of two: {@code g} becomes what both receive. */
    void residual(Matrix g);

    void norm(Norm norm, Matrix g, Matrix toX, Matrix toGain);

    /** {@code g} becomes the gradient before the rotation. */
    void rotation(Rotation rotation, Matrix g);

    void attention(Attention attention, Matrix g, Matrix toQ, Matrix toK, Matrix toV);

    void gate(Gate gate, Matrix g, Matrix toX, Matrix toUp);
}
