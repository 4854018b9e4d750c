package io.github.dsllm.codegen.tokenizer;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How a byte-level tokenizer cuts a text into words. Only these patterns are taken from files, compared letter by letter: a regular expression of a stranger could run for ever.
 *
 * <p>All of them take every character of a text. A run of spaces before a word leaves its last space to the word ({@code \s+(?!\S)}), which GPT-2 takes as part of the word whatever it is, and
 * the others before letters and signs, not before digits.
 */
enum WordPattern {
    /** Elisions in lower case; a space before letters, digits or signs belongs to them. */
    GPT2("'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"),
    /** Elisions in any case; one sign or space before letters belongs to them; at most three digits; line ends behind signs, and behind spaces. */
    LLAMA3("(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}{1,3}|"
            + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+"),
    /** As Llama 3, digit by digit. */
    QWEN2("(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}|"
            + " ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+");

    private final String expression;
    private final Pattern pattern;

    WordPattern(String expression) {
        this.expression = expression;
        this.pattern = Pattern.compile(expression, Pattern.UNICODE_CHARACTER_CLASS);
    }

    static Optional<WordPattern> of(String expression) {
        return Arrays.stream(values())
                .filter(known -> known.expression.equals(expression))
                .findFirst();
    }

    static String names() {
        return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
    }

    String expression() {
        return expression;
    }

    Pattern pattern() {
        return pattern;
    }
}
