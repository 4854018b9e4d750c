package io.github.dsllm.codegen.reference;

import java.util.Arrays;
import java.util.function.IntConsumer;

/** Continues a prompt with the float path, as {@code run.c} of llama2.c does. */
public final class Generator {
    private final FloatTransformer transformer;

    public Generator(FloatTransformer transformer) {
        this.transformer = transformer;
    }

    /**
     * Feeds the prompt and then its own choices, until a text ends, {@code positions} positions are fed, or the context is full.
     *
     * @param prompt at least one token, usually beginning with the begin-of-text token
     * @param positions how many tokens are fed at most, prompt included
     * @param onToken receives each token after the first as it becomes known: the rest of the prompt, then the choices
     * @return the same tokens; without the token that ended the text
     */
    public int[] generate(int[] prompt, int positions, TokenChooser chooser, IntConsumer onToken) {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("an empty prompt; begin with the begin-of-text token");
        }
        int limit = Math.max(0, Math.min(positions, transformer.shape().context()));
        int[] tokens = new int[limit];
        int token = prompt[0];
        for (int position = 0; position < limit; position++) {
            float[] logits = transformer.forward(token, position);
            boolean inPrompt = position + 1 < prompt.length;
            token = inPrompt ? prompt[position + 1] : chooser.choose(logits);
            if (!inPrompt && transformer.shape().endsText(token)) {
                return Arrays.copyOf(tokens, position);
            }
            tokens[position] = token;
            onToken.accept(token);
        }
        return tokens;
    }
}
