package io.github.dsllm.codegen.quantise;

/** Any machine that predicts: the float model, the golden model or the RTL, as {@link Quality} sees it. */
@FunctionalInterface
public interface NextTokens {
    /**
     * Feeds a token; positions of a text come in order from 0.
     *
     * @return logits (vocabulary) in nat, may be reused by the next call
     */
    float[] logits(int token, int position);
}
