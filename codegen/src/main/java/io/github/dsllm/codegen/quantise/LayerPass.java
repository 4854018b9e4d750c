package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.model.LayerWeights;
import io.github.dsllm.codegen.model.ModelShape;
import java.util.function.DoubleUnaryOperator;

/** One transformer layer of the float model over all positions of a sequence. */
final class LayerPass {
    private final ModelShape shape;
    private final int layer;
    private final DoubleUnaryOperator activation;
    private final StateObserver observer;
    private final RootMeanSquare attentionNorm;
    private final RootMeanSquare ffnNorm;
    private final Columns wq;
    private final Columns wk;
    private final Columns wv;
    private final Columns wo;
    private final Columns w1;
    private final Columns w3;
    private final Columns w2;

    LayerPass(
            ModelShape shape, LayerWeights weights, int layer, DoubleUnaryOperator activation, StateObserver observer) {
        this.shape = shape;
        this.layer = layer;
        this.activation = activation;
        this.observer = observer;
        attentionNorm = new RootMeanSquare(weights.attentionNorm(), shape.normEpsilon());
        ffnNorm = new RootMeanSquare(weights.ffnNorm(), shape.normEpsilon());
        wq = Columns.of(weights.wq(), weights.other("bq"));
        wk = Columns.of(weights.wk(), weights.other("bk"));
        wv = Columns.of(weights.wv(), weights.other("bv"));
        wo = Columns.of(weights.wo(), weights.other("bo"));
        w1 = Columns.of(weights.w1(), weights.other("b1"));
        w3 = Columns.of(weights.w3(), weights.other("b3"));
        w2 = Columns.of(weights.w2(), weights.other("b2"));
    }

    /** Replaces the residual stream (positions, dim) by the layer's output. */
    void run(float[] residual) {
        int positions = residual.length / shape.dim();
        float[] before = residual.clone();
        attend(residual, positions);
        observer.observe(State.RESIDUAL, 0, residual, positions, shape.dim());
        feedForward(residual, shape.anatomy().parallel() ? before : residual, positions);
        observer.observe(State.RESIDUAL, 0, residual, positions, shape.dim());
    }

    private void attend(float[] residual, int positions) {
        float[] xn = normalise(residual, positions, attentionNorm, State.XN1);
        float[] q = linear(wq, xn, positions, State.Q);
        float[] k = linear(wk, xn, positions, State.K);
        float[] v = linear(wv, xn, positions, State.V);
        rotate(q, positions, State.QR);
        rotate(k, positions, State.KR);
        float[] attention = new SequenceAttention(shape, positions).attend(q, k, v);
        observer.observe(State.ATT, layer, attention, positions, shape.queryDim());
        addTo(residual, wo, attention, positions);
    }

    /** @param input what the norm reads: the residual stream before or after attention */
    private void feedForward(float[] residual, float[] input, int positions) {
        float[] xn = normalise(input, positions, ffnNorm, State.XN2);
        float[] h1 = linear(w1, xn, positions, State.H1);
        for (int i = 0; i < h1.length; i++) {
            h1[i] = (float) activation.applyAsDouble(h1[i]);
        }
        observer.observe(State.SILU, layer, h1, positions, shape.hiddenDim());
        if (shape.anatomy().gated()) {
            float[] h3 = linear(w3, xn, positions, State.H3);
            for (int i = 0; i < h1.length; i++) {
                h1[i] *= h3[i];
            }
        }
        observer.observe(State.HB, layer, h1, positions, shape.hiddenDim());
        addTo(residual, w2, h1, positions);
    }

    private float[] normalise(float[] residual, int positions, RootMeanSquare norm, State state) {
        float[] xn = new float[residual.length];
        norm.normalise(residual, xn, positions);
        observer.observe(state, layer, xn, positions, shape.dim());
        norm.scale(xn, positions);
        return xn;
    }

    private float[] linear(Columns weights, float[] x, int positions, State state) {
        float[] y = new float[positions * weights.outputs()];
        weights.multiply(x, y, positions);
        observer.observe(state, layer, y, positions, weights.outputs());
        return y;
    }

    private static void addTo(float[] residual, Columns weights, float[] x, int positions) {
        float[] y = new float[residual.length];
        weights.multiply(x, y, positions);
        for (int i = 0; i < y.length; i++) {
            residual[i] += y[i];
        }
    }

    private void rotate(float[] x, int positions, State state) {
        int width = x.length / positions;
        for (int c = 0; c < width; c += 2) {
            double frequency =
                    shape.anatomy().rotary().frequency(c % shape.headSize() / 2, shape.headSize(), shape.ropeTheta());
            for (int p = 0; p < positions; p++) {
                float cos = (float) Math.cos(p * frequency);
                float sin = (float) Math.sin(p * frequency);
                float even = x[p * width + c];
                float odd = x[p * width + c + 1];
                x[p * width + c] = even * cos - odd * sin;
                x[p * width + c + 1] = even * sin + odd * cos;
            }
        }
        observer.observe(state, layer, x, positions, width);
    }
}
