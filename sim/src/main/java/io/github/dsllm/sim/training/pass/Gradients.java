package io.github.dsllm.sim.training.pass;

import io.github.dsllm.sim.training.kernel.Matrix;
import org.jspecify.annotations.Nullable;

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

    /**
     * Y = X·Jᵀ + b: X (positions, inputs), J (outputs, inputs).
     *
     * @param toBias (1, outputs); null where there is no b
     */
    void linear(Matrix x, Matrix j, Matrix g, Matrix toX, Matrix toJ, @Nullable Matrix toBias);

    /** The rows of the tokens, or of positions: table (vocabulary, dim). */
    void embedding(int[] tokens, Matrix g, Matrix toTable);

    /** A sum of two: {@code g} becomes what both receive. */
    void residual(Matrix g);

    /**
     * From {@link Norm#y} to {@link Norm#x}.
     *
     * @param toShift (1, n) of a layer norm, else null
     */
    void norm(Norm norm, Matrix g, Matrix toX, Matrix toGain, @Nullable Matrix toShift);

    /** x less its mean over the channels. */
    void centre(Matrix g, Matrix toX);

    /** {@code g} becomes the gradient before the rotation. */
    void rotation(Rotation rotation, Matrix g);

    void attention(Attention attention, Matrix g, Matrix toQ, Matrix toK, Matrix toV);

    /** @param toUp null without a gate */
    void gate(Gate gate, Matrix g, Matrix toX, @Nullable Matrix toUp);

    /** @param toUp null without a gate */
    void table(Table table, Matrix g, Matrix toX, @Nullable Matrix toUp);
}
