package io.github.dsllm.sim.training.tokens;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.tokenizer.BytePairVocabulary;
import java.util.List;

/**
 * What a tokenizer is to be like.
 *
 * @param vocabulary number of tokens in all, enough for control tokens, 256 bytes and the space; at most 2²⁰
 * @param controls names of control tokens, the first three as in {@link BytePairVocabulary#CONTROLS}
 * @param coverage share of the text, in (0, 1], whose characters get a token of their own, the most frequent first; others are spelled in bytes
 */
public record TokenizerSettings(int vocabulary, List<String> controls, double coverage) {
    private static final int MOST = 1 << 20;
    private static final double USUAL_COVERAGE = 0.9995;

    public TokenizerSettings {
        controls = List.copyOf(controls);
        BytePairVocabulary.requireControls(controls);
        int least = BytePairVocabulary.fixedTokens(controls) + 1;
        if (vocabulary < least || vocabulary > MOST) {
            throw new UserError("a vocabulary of " + vocabulary + " tokens cannot be; perhaps you should take at least "
                    + least + " (" + controls.size() + " control tokens, 256 bytes, the space) and at most " + MOST);
        }
        if (!(coverage > 0 && coverage <= 1)) {
            throw new UserError("a coverage of " + coverage
                    + " cannot be; perhaps you should take a share above 0 and at most 1, like 0.9995");
        }
    }

    /** No control tokens but unknown, begin and end; characters that are rarer than 5 in 10,000 together are spelled in bytes. */
    public static TokenizerSettings of(int vocabulary) {
        return new TokenizerSettings(vocabulary, BytePairVocabulary.CONTROLS, USUAL_COVERAGE);
    }
}
