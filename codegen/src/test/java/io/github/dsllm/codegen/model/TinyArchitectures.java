package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.model.Anatomy.Norm;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Seeded random models of every anatomy that the architectures have, without files. */
public enum TinyArchitectures {
    /** Llama 3: frequencies slowed down. */
    LLAMA3(Anatomy.LLAMA.withRotary(new Rotary(1, new Rotary.Scaling(8, 1, 4, 12))), "silu", 2, true),
    /** Llama with attention_bias and mlp_bias. */
    LLAMA_BIASED(Anatomy.LLAMA.withBiases(EnumSet.complementOf(EnumSet.of(Bias.HEAD))), "silu", 2, false),
    QWEN2(Anatomy.LLAMA.withBiases(EnumSet.of(Bias.QUERY, Bias.KEY, Bias.VALUE)), "silu", 2, true),
    GPT2(layerNorm(true, Rotary.NOTHING, false, true, all()), "gelu_pytorch_tanh", 4, true),
    OPT(layerNorm(true, Rotary.NOTHING, false, true, all()), "relu", 4, true),
    GPT_NEO(
            layerNorm(true, Rotary.NOTHING, false, false, EnumSet.of(Bias.OUTPUT, Bias.GATE, Bias.DOWN)),
            "gelu_pytorch_tanh",
            4,
            true),
    GPT_NEOX(layerNorm(false, new Rotary(0.5, Rotary.Scaling.NONE), true, true, all()), "gelu", 4, false),
    PHI(
            layerNorm(
                    false, new Rotary(0.5, Rotary.Scaling.NONE), true, true, EnumSet.complementOf(EnumSet.of(Bias.UP))),
            "gelu_pytorch_tanh",
            2,
            false),
    /** A combination that no architecture has: a gate behind a layer norm. */
    GATED_LAYER_NORM(
            new Anatomy(Norm.LAYER, true, Rotary.ALL, true, false, true, EnumSet.of(Bias.UP)), "silu", 2, true);

    private final Anatomy anatomy;
    private final String activation;
    private final int kvHeads;
    private final boolean tied;

    TinyArchitectures(Anatomy anatomy, String activation, int kvHeads, boolean tied) {
        this.anatomy = anatomy;
        this.activation = activation;
        this.kvHeads = kvHeads;
        this.tied = tied;
    }

    private static Set<Bias> all() {
        return EnumSet.complementOf(EnumSet.of(Bias.UP, Bias.HEAD));
    }

    private static Anatomy layerNorm(
            boolean learned, Rotary rotary, boolean parallel, boolean scaled, Set<Bias> biases) {
        return new Anatomy(Norm.LAYER, learned, rotary, false, parallel, scaled, biases);
    }

    /** Width 16, two layers, four heads, 32 tokens, 24 positions. */
    public ModelShape shape() {
        return new ModelShape(16, 20, 2, 4, kvHeads, 4, 32, 24, 1e-5, 10000, tied, activation, 1, List.of(2), anatomy);
    }

    /** Random weights: gains around 1, everything else around 0. */
    public LanguageModel model(long seed) {
        return model(shape(), seed);
    }

    /** Random weights for any shape. */
    public static LanguageModel model(ModelShape shape, long seed) {
        Map<String, float[]> weights = TinyModels.weights(shape, seed);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        shape.tensorSizes().forEach((name, size) -> {
            float[] values = Objects.requireNonNull(weights.get(name));
            tensors.put(
                    name,
                    Tensors.of(
                            size[0],
                            size[1],
                            (row, destination) -> System.arraycopy(values, row * size[1], destination, 0, size[1])));
        });
        return LanguageModel.of("random", List.of(), shape, tensors);
    }
}
