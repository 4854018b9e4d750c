package io.github.dsllm.codegen.reference;

/**
 * Sees the inner values of a {@link FloatTransformer} as they arise, for calibration and for comparing stages.
 *
 * <p>Names per layer, in order of arrival: {@code res} (residual that enters the layer), {@code xn1} (normalised, gain applied), {@code q}, {@code k},
 * {@code v} (before RoPE), {@code qr}, {@code kr} (after RoPE), {@code att} (weighted sums of all heads), {@code wo} (attention output), {@code res1}
 * (residual after attention), {@code xn2} (normalised, gain applied), {@code h1} (gate), {@code h3} (up), {@code silu} (activated gate), {@code hb}
 * (product), {@code w2} (feed-forward output). After the last layer, with layer = number of layers: {@code res}, {@code xnf} (normalised, gain applied),
 * {@code logit}. Attention scores ({@code scores}) and their softmax ({@code weights}), (heads, position + 1), are shown between {@code kr} and {@code att} to who
 * {@link #wantsScores}. A model without a gate has no {@code h3} and {@code hb}; {@code h1} is what its activation sees.
 */
@FunctionalInterface
public interface ActivationListener {
    /**
     * One tensor of the current position.
     *
     * @param layer from 0; the number of layers for the tensors after the last layer
     * @param tensor one of the names above
     * @param values exactly the tensor's values; reused afterwards, so copy what you keep. The model goes on with what stands there when
     *     this method returns: who only listens must not write; who wants to know what imperfect circuits do to a model may (sim.physics.imperfect)
     */
    void activation(int layer, String tensor, float[] values);

    /** Whether attention scores are to be shown, which costs a copy. */
    default boolean wantsScores() {
        return false;
    }
}
