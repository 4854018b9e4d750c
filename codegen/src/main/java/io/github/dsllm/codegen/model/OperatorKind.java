package io.github.dsllm.codegen.model;

/** What an operator of a transformer computes. */
public enum OperatorKind {
    /** Looks up the row of a token. */
    EMBEDDING,
    /** Root-mean-square normalisation with gain. */
    RMS_NORM,
    /** Matrix of trained weights times a state. */
    LINEAR,
    /** Rotary position embedding of neighbouring channels. */
    ROPE,
    /** Products of a query with all cached keys, scaled by 1/sqrt(head size). */
    SCORES,
    /** Softmax of the scores, and the sum of all cached values with these weights. */
    WEIGHTED_SUM,
    /** The gate's activation, such as SiLU. */
    ACTIVATION,
    /** Elementwise product. */
    PRODUCT,
    /** Elementwise sum with the residual stream. */
    RESIDUAL_ADD,
    /** Index of the greatest logit. */
    ARGMAX
}
