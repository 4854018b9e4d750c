package io.github.dsllm.sim.training.pass;

import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.quantise.State;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.node.ExponentialNode;
import io.github.dsllm.sim.training.node.Rest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One text through the model and back. Holds all states of the text, so {@link #backward} belongs to the last {@link #forward}. For one thread at a time;
 * several passes may share parameters that nobody changes meanwhile.
 *
 * <p>Memory: positions·(layers·(2·heads·positions + about 6·dim + 6·hiddenDim) + 2·vocabulary) numbers.
 */
public final class Pass {
    private final Parameters weights;
    private final ModelShape shape;
    private final ExponentialNode exponential;
    private final Rest rest;
    private final StateRounding states;
    private final Rotation rotation;
    private final Matrix embedded; // (positions, dim)
    private final List<LayerStates> layers = new ArrayList<>();
    private final Norm finalNorm;
    private final Matrix logits; // (positions, outputs of the head)
    private final BackwardOrder backward;
    private int[] tokens = {};

    /**
     * @param weights read in every pass, never written
     * @param positions length of the texts
     */
    public Pass(Parameters weights, int positions, ExponentialNode exponential, Rest rest) {
        this(weights, positions, exponential, rest, StateRounding.NONE);
    }

    /** The same with states as a chip holds them. */
    public Pass(Parameters weights, int positions, ExponentialNode exponential, Rest rest, StateRounding states) {
        this.states = states;
        this.weights = weights;
        this.shape = weights.shape();
        this.exponential = exponential;
        this.rest = rest;
        Precision precision = weights.precision();
        rotation = new Rotation(shape, positions);
        embedded = Matrix.zeros(precision, positions, shape.dim());
        Matrix residual = embedded;
        for (int i = 0; i < shape.layers(); i++) {
            LayerStates layer = new LayerStates(shape, precision, residual, weights.layer(i), weights.function());
            layers.add(layer);
            residual = layer.out;
        }
        finalNorm = LayerStates.norm(shape, precision, residual, weights.finalNorm());
        logits = Matrix.zeros(precision, positions, weights.head().j().rows());
        backward = new BackwardOrder(weights, positions);
    }

    /** Length of the texts. */
    public int positions() {
        return embedded.rows();
    }

    /**
     * Computes the logits of all positions.
     *
     * @param text as many tokens as there are positions; kept until {@link #backward}
     * @return (positions, vocabulary) or, of a classifier, (positions, classes); overwritten by the next text
     */
    public Matrix forward(int[] text) {
        if (text.length != positions()) {
            throw new IllegalArgumentException(text.length + " tokens for " + positions() + " positions");
        }
        tokens = text.clone();
        for (int t = 0; t < tokens.length; t++) {
            int row = Objects.checkIndex(tokens[t], shape.vocabulary());
            for (int i = 0; i < shape.dim(); i++) {
                embedded.set(t, i, weights.embedding().get(row, i));
            }
        }
        rest.settle(embedded);
        Matrix places = weights.positions();
        if (places != null) {
            embedded.addAll(places.rowRange(0, positions()));
            rest.settle(embedded);
        }
        states.round(State.RESIDUAL, 0, embedded);
        for (int i = 0; i < layers.size(); i++) {
            attend(layers.get(i), weights.layer(i), i);
            feedForward(layers.get(i), weights.layer(i), i);
        }
        finalNorm.forward(rest);
        states.round(State.FINAL, 0, finalNorm.y());
        linear(finalNorm.y(), weights.head(), logits);
        states.round(State.LOGIT, 0, logits);
        return logits;
    }

    private void attend(LayerStates of, Parameters.Layer layer, int number) {
        Attention attention = of.attention;
        of.attentionNorm.forward(rest);
        Matrix normed = of.attentionNorm.y();
        states.round(State.XN1, number, normed);
        linear(normed, layer.wq(), attention.q());
        linear(normed, layer.wk(), attention.k());
        linear(normed, layer.wv(), attention.v());
        states.round(State.Q, number, attention.q());
        states.round(State.K, number, attention.k());
        states.round(State.V, number, attention.v());
        if (rotation.turns()) {
            rotation.forward(attention.q(), rest);
            rotation.forward(attention.k(), rest);
        }
        states.round(State.QR, number, attention.q());
        states.round(State.KR, number, attention.k());
        attention.forward(exponential, rest);
        states.round(State.ATT, number, attention.y());
        linear(attention.y(), layer.wo(), of.between);
        residual(of.attentionNorm.in(), of.between);
    }

    private void feedForward(LayerStates of, Parameters.Layer layer, int number) {
        Hidden hidden = of.hidden;
        Matrix up = hidden.up();
        of.ffnNorm.forward(rest);
        states.round(State.XN2, number, of.ffnNorm.y());
        linear(of.ffnNorm.y(), layer.w1(), hidden.x());
        states.round(State.H1, number, hidden.x());
        if (up != null && layer.w3() != null) {
            linear(of.ffnNorm.y(), layer.w3(), up);
            states.round(State.H3, number, up);
        }
        hidden.forward(exponential, rest);
        if (states != StateRounding.NONE) {
            hidden.round(states, number, rest);
        }
        linear(hidden.y(), layer.w2(), of.out);
        residual(of.between, of.out);
    }

    private void linear(Matrix x, Parameters.Linear by, Matrix y) {
        y.setProduct(x, by.j().transposed());
        if (by.bias() != null) {
            y.addToRows(by.bias());
        }
        rest.settle(y);
    }

    private void residual(Matrix x, Matrix y) {
        y.addAll(x);
        rest.settle(y);
        states.round(State.RESIDUAL, 0, y);
    }

    /** The sum of −log p of the targets after the last {@link #forward}, p by an exact softmax; negative targets are not counted. */
    public double loss(int[] targets) {
        double loss = 0;
        for (int t = 0; t < targets.length; t++) {
            loss += targets[t] < 0 ? 0 : crossEntropy(t, targets[t]);
        }
        return loss;
    }

    /** How many of the targets have the greatest logit, the first among equals; negative targets are not counted. */
    public int hits(int[] targets) {
        int hits = 0;
        for (int t = 0; t < targets.length; t++) {
            hits += targets[t] >= 0 && targets[t] == greatest(t) ? 1 : 0;
        }
        return hits;
    }

    private int greatest(int position) {
        int greatest = 0;
        for (int i = 1; i < logits.columns(); i++) {
            greatest = logits.get(position, i) > logits.get(position, greatest) ? i : greatest;
        }
        return greatest;
    }

    private double crossEntropy(int position, int target) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < logits.columns(); i++) {
            max = Math.max(max, logits.get(position, i));
        }
        double sum = 0;
        for (int i = 0; i < logits.columns(); i++) {
            sum += ExponentialNode.EXACT.value(max - logits.get(position, i));
        }
        return max + StrictMath.log(sum) - logits.get(position, target);
    }

    /** Probabilities of the tokens after the last {@link #forward}, by an exact softmax: (positions, vocabulary). */
    public Matrix probabilities() {
        Matrix probabilities = logits.zeros(logits.rows(), logits.columns());
        double[] row = new double[logits.columns()];
        for (int t = 0; t < logits.rows(); t++) {
            logits.read(t, row.length, row);
            double max = Arrays.stream(row).max().orElse(0);
            double sum = 0;
            for (int i = 0; i < row.length; i++) {
                row[i] = ExponentialNode.EXACT.value(max - row[i]);
                sum += row[i];
            }
            for (int i = 0; i < row.length; i++) {
                row[i] /= sum;
            }
            probabilities.write(t, row.length, row);
        }
        return probabilities;
    }

    /**
     * Adds the gradient of weight·{@link #loss} to {@code sums}.
     *
     * @param targets as many as there are positions
     * @param sums of the shape and type of the weights
     */
    public void backward(int[] targets, double weight, Gradients gradients, Parameters sums) {
        backward(null, targets, weight, gradients, sums);
    }

    /**
     * The same with outputs clamped to probabilities.
     *
     * @param truth (positions, vocabulary); null for the targets alone
     */
    public void backward(@Nullable Matrix truth, int[] targets, double weight, Gradients gradients, Parameters sums) {
        backward.head(finalNorm, logits, truth, targets, weight, gradients, sums);
        for (int i = layers.size() - 1; i >= 0; i--) {
            backward.layer(layers.get(i), weights.layer(i), rotation, gradients, sums.layer(i));
        }
        backward.embedding(tokens, gradients, sums);
    }
}
