package io.github.dsllm.sim.training.tokens;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.tokenizer.BytePairVocabulary;
import io.github.dsllm.codegen.tokenizer.BytePairVocabulary.Merge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Learns a byte-pair vocabulary (Sennrich, Haddow and Birch, ACL 2016; pieces of words with a space in front and byte fallback as in SentencePiece): characters
 * first, then the most frequent pair of neighbours becomes a token until there are enough. Among equally frequent pairs that of the older tokens is taken.
 *
 * <p>Two merges never spell the same token: between the ends of a token nothing was merged across them, and what is merged within depends on the characters
 * alone. So each token is made by one merge from older tokens, and the tokenizer cuts a text into exactly those tokens that were counted here.
 */
public final class TokenizerTraining {
    private TokenizerTraining() {}

    /**
     * The vocabulary of texts. The same texts and settings give the same vocabulary. 10 MB of a natural language take seconds.
     *
     * @throws UserError if there is no text, or if it has too few pairs for so many tokens; then the message says how many there can be
     */
    public static BytePairVocabulary of(List<String> texts, TokenizerSettings settings) {
        BytePairVocabulary vocabulary = atMost(texts, settings);
        if (vocabulary.size() < settings.vocabulary()) {
            throw new UserError("the text gives only " + vocabulary.size() + " tokens ("
                    + vocabulary.controls().size() + " control tokens, 256 bytes, "
                    + vocabulary.characters().size() + " characters, "
                    + vocabulary.merges().size() + " pairs that are there more than once), not "
                    + settings.vocabulary() + "; perhaps you should take a vocabulary of " + vocabulary.size()
                    + " or a longer text");
        }
        return vocabulary;
    }

    /** As {@link #of}, but with fewer tokens where pairs run out. */
    static BytePairVocabulary atMost(List<String> texts, TokenizerSettings settings) {
        Words words = Words.of(texts);
        if (words.counts().isEmpty()) {
            throw new UserError("there is no text to make a tokenizer of; perhaps you should name another file");
        }
        int room = settings.vocabulary() - BytePairVocabulary.fixedTokens(settings.controls());
        List<String> characters = Alphabet.of(words, settings.coverage(), room);
        return new BytePairVocabulary(settings.controls(), characters, merges(words, settings, characters));
    }

    private static List<Merge> merges(Words words, TokenizerSettings settings, List<String> characters) {
        int vocabulary = BytePairVocabulary.fixedTokens(settings.controls());
        Map<Integer, Integer> alphabet = new HashMap<>();
        for (String character : characters) {
            alphabet.put(character.codePointAt(0), vocabulary++);
        }
        NeighbourPairs pairs = new NeighbourPairs(words, character -> alphabet.getOrDefault(character, -1));
        List<Merge> merges = new ArrayList<>();
        while (vocabulary < settings.vocabulary()) {
            Optional<Merge> best = pairs.next();
            if (best.isEmpty()) {
                break;
            }
            merges.add(best.get());
            pairs.merge(best.get(), vocabulary++);
        }
        return merges;
    }
}
