package io.github.dsllm.codegen.model;

import java.util.LinkedHashMap;
import java.util.Map;

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
 * @param w3 up projection (hiddenDim, dim)
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
        Tensor w3) {

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
        tensors.put("w3", w3);
        return tensors;
    }
}
