package io.github.dsllm.codegen.model;

import java.util.EnumSet;
import java.util.Set;

/**
 * In what transformers of equal sizes differ: norm, positions, biases, gate. Every architecture is one value of this record; what comes after the model
 * (float path, program, quantiser, layout, schedule) looks here and never at the name of an architecture.
 *
 * @param norm what stands before attention, feed-forward and head
 * @param learnedPositions whether a trained row per position is added to the embedding
 * @param rotary which channels of queries and keys are rotated by the position, and how fast
 * @param gated whether the feed-forward block has a second branch (W3) that its activation multiplies
 * @param parallel whether the feed-forward block reads the residual stream as it was before attention
 * @param scaledScores whether scores are divided by √headSize
 * @param biases linear operators with a bias
 */
public record Anatomy(
        Norm norm,
        boolean learnedPositions,
        Rotary rotary,
        boolean gated,
        boolean parallel,
        boolean scaledScores,
        Set<Bias> biases) {

    /** Normalisation of the residual stream. */
    public enum Norm {
        /** x over its root mean square, times a gain. */
        RMS,
        /** x less its mean over its standard deviation, times a gain, plus a shift. */
        LAYER
    }

    /** Linear operators that can have a bias, by the canonical name of its tensor. */
    public enum Bias {
        QUERY("bq"),
        KEY("bk"),
        VALUE("bv"),
        OUTPUT("bo"),
        GATE("b1"),
        UP("b3"),
        DOWN("b2"),
        HEAD("headBias");

        private final String tensor;

        Bias(String tensor) {
            this.tensor = tensor;
        }

        /** Canonical name of its tensor, within the layer but for the head. */
        public String tensor() {
            return tensor;
        }
    }

    /** Canonical names of the shifts of norms, and of the rows of positions. */
    public static final String ATTENTION_SHIFT = "attentionNormShift";

    public static final String FEED_FORWARD_SHIFT = "ffnNormShift";
    public static final String FINAL_SHIFT = "finalNormShift";
    public static final String POSITIONS = "positions";

    /** RMSNorm, every channel rotated, a gate, no biases. */
    public static final Anatomy LLAMA =
            new Anatomy(Norm.RMS, false, Rotary.ALL, true, false, true, EnumSet.noneOf(Bias.class));

    public Anatomy {
        biases = Set.copyOf(biases);
    }

    /** The same with other biases. */
    public Anatomy withBiases(Set<Bias> others) {
        return new Anatomy(norm, learnedPositions, rotary, gated, parallel, scaledScores, others);
    }

    /** The same with another rotation. */
    public Anatomy withRotary(Rotary other) {
        return new Anatomy(norm, learnedPositions, other, gated, parallel, scaledScores, biases);
    }

    public boolean has(Bias bias) {
        return biases.contains(bias);
    }

    public boolean isLayerNorm() {
        return norm == Norm.LAYER;
    }

    /**
     * What the chip computes instead: a layer norm becomes a root mean square of a stream that has no mean, and its shift becomes a bias of those that read
     * it (docs/architectures.md §3).
     */
    public Anatomy lowered() {
        if (!isLayerNorm()) {
            return this;
        }
        EnumSet<Bias> all = EnumSet.of(Bias.QUERY, Bias.KEY, Bias.VALUE, Bias.GATE, Bias.HEAD);
        all.addAll(biases);
        if (gated) {
            all.add(Bias.UP);
        }
        return new Anatomy(Norm.RMS, learnedPositions, rotary, gated, parallel, scaledScores, all);
    }

    /** One line for people; empty for the Llama family. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        text.append(isLayerNorm() ? ", layer norm" : "");
        text.append(learnedPositions ? ", learned positions" : "");
        text.append(learnedPositions || rotary.equals(Rotary.ALL) ? "" : ", " + rotary.describe());
        text.append(gated ? "" : ", no gate");
        text.append(parallel ? ", parallel residual" : "");
        text.append(scaledScores ? "" : ", scores not scaled");
        text.append(biases.isEmpty() ? "" : ", biases");
        return text.toString();
    }
}
