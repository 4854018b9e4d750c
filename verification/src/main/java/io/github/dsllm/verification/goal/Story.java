package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.tokenizer.StreamingDecoder;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Turns a prompt into tokens and tokens into text as they come; without a tokenizer, both are token numbers. */
final class Story {
    private final @Nullable Tokenizer tokenizer;
    private final @Nullable StreamingDecoder decoder;
    private final Messages messages;

    Story(@Nullable Tokenizer tokenizer, Messages messages) {
        this.tokenizer = tokenizer;
        this.decoder = tokenizer == null ? null : new StreamingDecoder(tokenizer);
        this.messages = messages;
    }

    /** The prompt as tokens, beginning with the token that begins a story. */
    static List<Integer> tokens(@Nullable Tokenizer tokenizer, String prompt, int beginToken) {
        if (tokenizer != null) {
            return IntStream.of(tokenizer.encode(prompt, true)).boxed().toList();
        }
        List<Integer> tokens = new ArrayList<>(List.of(beginToken));
        for (String word : prompt.isBlank() || prompt.equals(VerifyRequest.DEFAULT_PROMPT)
                ? new String[0]
                : prompt.strip().split("[\\s,]+")) {
            if (!word.matches("[0-9]{1,9}")) {
                throw new UserError(
                        "there is no tokenizer beside the model, so that the prompt must be token numbers, but it has \""
                                + word + "\"; perhaps you should name the tokenizer (parameter dsllm.tokenizer)");
            }
            tokens.add(Integer.valueOf(word));
        }
        return List.copyOf(tokens);
    }

    void say(int token) {
        messages.stream(decoder == null ? token + " " : decoder.next(token));
    }

    void end() {
        messages.stream((decoder == null ? "" : decoder.end()) + System.lineSeparator());
    }

    boolean speaksText() {
        return tokenizer != null;
    }
}
