package io.github.dsllm.codegen.model;

/** What an operator of a transformer computes. */
public enum OperatorKind {
    /** Looks up the row of a token. */
    EMBEDDING,
    /** Looks up the row of the position. */
    POSITION,
    /** Root-mean-square normalisation with gain. */
    RMS_NORM,
    /** Normalisation of mean and variance with gain and shift. */
    LAYER_NORM,
    /** Matrix of trained weights times a state, plus a bias where the model has one. */
    LINEAR,
    /** Rotary position embedding of neighbouring channels, of all of a head's or the first ones. */
    ROPE,
    /** Products of a query with all cached keys, scaled by 1/sqrt(head size) in most models. */
    SCORES,
    /** Softmax of the scores, and the sum of all cached values with these weights. */
    WEIGHTED_SUM,
    /** The activation of the feed-forward block, such as SiLU. */
    ACTIVATION,
    /** Elementwise product. */
    PRODUCT,
    /** Elementwise sum with the residual stream. */
    RESIDUAL_ADD,
    /** Index of the greatest logit. */
    ARGMAX
}
