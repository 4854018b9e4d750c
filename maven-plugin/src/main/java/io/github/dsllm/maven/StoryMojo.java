package io.github.dsllm.maven;

import io.github.dsllm.verification.goal.VerifyRequest;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What the goals share that have a story told. */
abstract class StoryMojo extends ModelMojo {

    /**
     * The beginning of the story; token numbers where there is no tokenizer.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.prompt", defaultValue = VerifyRequest.DEFAULT_PROMPT)
    private String prompt = VerifyRequest.DEFAULT_PROMPT;

    /**
     * How many tokens the story may add; if not given, 64 for verify and 128 for run.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.tokens")
    private @Nullable Integer tokens;

    final String prompt() {
        return prompt;
    }

    final int tokens(int otherwise) {
        return tokens == null ? otherwise : tokens;
    }
}
