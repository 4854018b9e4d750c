package io.github.dsllm.codegen.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The weights of one transformer layer, matrices as (outputs, inputs).
 *
 * @param attentionNorm RMSNorm gain before attention (1, dim)
 * @param wq query projection (heads * headSize, dim), RoPE pairs are neighbouring rows
 * @param wk key projection (kvHeads * headSize, dim), RoPE pairs are neighbouring rows
 * @param wv value projection (kvHeads * headSize, dim)
 * @param wo attention output (dim, heads * headSize)
 * @param ffnNorm RMSNorm gain before the feed-forward block (1, dim)
 * @param w1 gate projection (hiddenDim, dim), its output goes through the activation
 * @param w2 down projection (dim, hiddenDim)
 * @param w3 up projection (hiddenDim, dim); without a gate it has no rows
 * @param others biases and shifts of the norms by canonical name, vectors (1, outputs); empty in the Llama family
 */
public record LayerWeights(
        Tensor attentionNorm,
        Tensor wq,
        Tensor wk,
        Tensor wv,
        Tensor wo,
        Tensor ffnNorm,
        Tensor w1,
        Tensor w2,
        Tensor w3,
        Map<String, Tensor> others) {

    /** A layer of the Llama family. */
    public LayerWeights(
            Tensor attentionNorm,
            Tensor wq,
            Tensor wk,
            Tensor wv,
            Tensor wo,
            Tensor ffnNorm,
            Tensor w1,
            Tensor w2,
            Tensor w3) {
        this(attentionNorm, wq, wk, wv, wo, ffnNorm, w1, w2, w3, Map.of());
    }

    public LayerWeights {
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    /** The layer whose tensors have these names; what is missing has no rows. */
    static LayerWeights of(Map<String, Tensor> tensors) {
        Map<String, Tensor> others = new LinkedHashMap<>(tensors);
        return new LayerWeights(
                take(others, "attentionNorm"),
                take(others, "wq"),
                take(others, "wk"),
                take(others, "wv"),
                take(others, "wo"),
                take(others, "ffnNorm"),
                take(others, "w1"),
                take(others, "w2"),
                take(others, "w3"),
                others);
    }

    private static Tensor take(Map<String, Tensor> tensors, String name) {
        Tensor tensor = tensors.remove(name);
        return tensor == null ? Tensors.none(0) : tensor;
    }

    /** A bias or shift by canonical name. */
    public Optional<Tensor> other(String name) {
        return Optional.ofNullable(others.get(name));
    }

    /** The tensors by their names, in the order of llama2.c. */
    public Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("attentionNorm", attentionNorm);
        tensors.put("wq", wq);
        tensors.put("wk", wk);
        tensors.put("wv", wv);
        tensors.put("wo", wo);
        tensors.put("ffnNorm", ffnNorm);
        tensors.put("w1", w1);
        tensors.put("w2", w2);
        if (w3.rows() > 0) {
            tensors.put("w3", w3);
        }
        tensors.putAll(others);
        return tensors;
    }
}
