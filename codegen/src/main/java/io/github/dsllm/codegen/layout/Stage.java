package io.github.dsllm.codegen.layout;

/** The linear stages of a model whose rows are placed on tiles, one row group at a time. */
public enum Stage {
    EMBEDDING("embedding"),
    /** What the position adds to the residual stream. */
    POSITION("positions"),
    QUERY("wq"),
    /** Key rows in the lower lanes, value rows behind them. */
    KEY_VALUE("wkv"),
    KEY("wk"),
    VALUE("wv"),
    ATTENTION_OUTPUT("wo"),
    GATE("w1"),
    UP("w3"),
    DOWN("w2"),
    HEAD("head");

    private final String operator;

    Stage(String operator) {
        this.operator = operator;
    }

    /** Name in operator tags. */
    public String operator() {
        return operator;
    }
}
