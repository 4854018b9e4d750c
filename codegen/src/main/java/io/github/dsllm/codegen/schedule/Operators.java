package io.github.dsllm.codegen.schedule;

/** Names of the operators that are not rows of a matrix, as they stand in operator tags; the matrices have theirs in {@code Stage}. */
public final class Operators {
    public static final String CLAMP = "clamp";
    public static final String TOKEN = "token";
    public static final String ATTENTION_NORM = "norm1";
    public static final String FEED_FORWARD_NORM = "norm2";
    public static final String FINAL_NORM = "norm";
    public static final String QUERY_ROPE = "rope";
    public static final String KEY_ROW = "key";
    public static final String VALUE_ROW = "value";
    public static final String SCORES = "scores";
    public static final String ATTENTION = "attention";
    public static final String ACTIVATION = "silu";
    public static final String GATED_PRODUCT = "swiglu";
    public static final String SAMPLE = "sample";
    public static final String SEND = "send";
    public static final String ARRIVE = "arrive";
    public static final String RELOAD = "reload";

    private Operators() {}
}
