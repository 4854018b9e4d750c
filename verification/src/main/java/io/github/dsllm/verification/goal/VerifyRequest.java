package io.github.dsllm.verification.goal;

/**
 * How much {@code verify} does.
 *
 * @param prompt text, or token numbers where there is no tokenizer
 * @param tokens new tokens of the first story
 * @param checked whether stories are run a second time with assertions, random initial contents and random stalls, which takes another build
 * @param waveforms whether a difference is recorded as waveforms
 */
public record VerifyRequest(String prompt, int tokens, boolean checked, boolean waveforms) {
    /** What a story begins with if the user says nothing; without a tokenizer, the begin token alone. */
    public static final String DEFAULT_PROMPT = "Once upon a time";
}
