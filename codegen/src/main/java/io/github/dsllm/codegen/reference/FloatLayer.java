package io.github.dsllm.codegen.reference;

import io.github.dsllm.codegen.model.Anatomy;
import io.github.dsllm.codegen.model.LayerWeights;
import io.github.dsllm.codegen.model.ModelShape;

/** One transformer layer of the float path with its key/value cache. */
final class FloatLayer {
    private final int index;
    private final GateFunction activation;
    private final boolean isGated;
    private final boolean isParallel;
    private final Norm attentionNorm;
    private final Norm ffnNorm;
    private final Projection wq;
    private final Projection wk;
    private final Projection wv;
    private final Projection wo;
    private final Projection w1;
    private final Projection w2;
    private final Projection w3;
    private final Attention attention;
    private final float[] normalised; // (dim)
    private final float[] ffnInput; // (dim)
    private final float[] query; // (heads * headSize)
    private final float[] key; // (kvHeads * headSize)
    private final float[] value; // (kvHeads * headSize)
    private final float[] attended; // (heads * headSize)
    private final float[] delta; // (dim)
    private final float[] gate; // (hiddenDim)
    private final float[] up; // (hiddenDim)

    FloatLayer(int index, ModelShape shape, LayerWeights weights, GateFunction activation) {
        this.index = index;
        this.activation = activation;
        isGated = shape.anatomy().gated();
        isParallel = shape.anatomy().parallel();
        attentionNorm = Norm.of(shape, weights.attentionNorm(), weights.other(Anatomy.ATTENTION_SHIFT));
        ffnNorm = Norm.of(shape, weights.ffnNorm(), weights.other(Anatomy.FEED_FORWARD_SHIFT));
        wq = new Projection(weights.wq(), weights.other("bq"));
        wk = new Projection(weights.wk(), weights.other("bk"));
        wv = new Projection(weights.wv(), weights.other("bv"));
        wo = new Projection(weights.wo(), weights.other("bo"));
        w1 = new Projection(weights.w1(), weights.other("b1"));
        w2 = new Projection(weights.w2(), weights.other("b2"));
        w3 = new Projection(weights.w3(), weights.other("b3"));
        attention = new Attention(shape, index);
        normalised = new float[shape.dim()];
        ffnInput = new float[shape.dim()];
        query = new float[shape.queryDim()];
        key = new float[shape.kvDim()];
        value = new float[shape.kvDim()];
        attended = new float[shape.queryDim()];
        delta = new float[shape.dim()];
        gate = new float[shape.hiddenDim()];
        up = new float[shape.hiddenDim()];
    }

    /** Adds the layer's two contributions to {@code residual}. */
    void apply(int position, float[] residual, RotaryEmbedding rotary, ActivationListener listener) {
        listener.activation(index, "res", residual);
        if (isParallel) {
            ffnNorm.apply(residual, ffnInput);
        }
        attentionBlock(position, residual, rotary, listener);
        listener.activation(index, "res1", residual);
        feedForwardBlock(residual, listener);
    }

    private void attentionBlock(int position, float[] residual, RotaryEmbedding rotary, ActivationListener listener) {
        attentionNorm.apply(residual, normalised);
        listener.activation(index, "xn1", normalised);
        wq.apply(normalised, query);
        wk.apply(normalised, key);
        wv.apply(normalised, value);
        listener.activation(index, "q", query);
        listener.activation(index, "k", key);
        listener.activation(index, "v", value);
        rotary.rotate(query);
        rotary.rotate(key);
        listener.activation(index, "qr", query);
        listener.activation(index, "kr", key);
        attention.remember(position, key, value);
        attention.attend(position, query, attended, listener);
        listener.activation(index, "att", attended);
        wo.apply(attended, delta);
        listener.activation(index, "wo", delta);
        add(delta, residual);
    }

    private void feedForwardBlock(float[] residual, ActivationListener listener) {
        if (!isParallel) {
            ffnNorm.apply(residual, ffnInput);
        }
        listener.activation(index, "xn2", ffnInput);
        w1.apply(ffnInput, gate);
        listener.activation(index, "h1", gate);
        if (isGated) {
            w3.apply(ffnInput, up);
            listener.activation(index, "h3", up);
        }
        for (int i = 0; i < gate.length; i++) {
            gate[i] = activation.apply(gate[i]);
        }
        listener.activation(index, "silu", gate);
        if (isGated) {
            for (int i = 0; i < gate.length; i++) {
                gate[i] *= up[i];
            }
            listener.activation(index, "hb", gate);
        }
        w2.apply(gate, delta);
        listener.activation(index, "w2", delta);
        add(delta, residual);
    }

    private static void add(float[] delta, float[] residual) {
        for (int i = 0; i < residual.length; i++) {
            residual[i] += delta[i];
        }
    }
}
