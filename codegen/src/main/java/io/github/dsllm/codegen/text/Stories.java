package io.github.dsllm.codegen.text;

import io.github.dsllm.codegen.UserError;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The stories of a text: what is between {@code <|endoftext|>}, or its paragraphs where there is none, without the white space around them. Stories are
 * numbered from 0 in their order; empty ones have no number.
 *
 * @param texts not blank
 */
public record Stories(List<String> texts) {
    private static final String SEPARATOR = "<|endoftext|>";

    public Stories {
        texts = List.copyOf(texts);
    }

    /** The stories of a file, read as {@link TextFile#read} does. */
    public static Stories read(Path file, int limit) {
        return of(TextFile.read(file, limit));
    }

    /** The stories of a text, possibly none. */
    public static Stories of(String text) {
        String between = text.contains(SEPARATOR) ? "<\\|endoftext\\|>" : "\\R\\s*\\R";
        return new Stories(Arrays.stream(text.split(between))
                .map(String::strip)
                .filter(story -> !story.isEmpty())
                .toList());
    }

    /**
     * All but the stories of these numbers.
     *
     * @throws UserError if a number is of no story, since then the numbers are of another text
     */
    public Stories without(Set<Integer> numbers) {
        requireKnown(numbers);
        return new Stories(IntStream.range(0, texts.size())
                .filter(number -> !numbers.contains(number))
                .mapToObj(texts::get)
                .toList());
    }

    /** The stories of these numbers, in ascending order; as {@link #without} otherwise. */
    public Stories only(Set<Integer> numbers) {
        requireKnown(numbers);
        return new Stories(new TreeSet<>(numbers).stream().map(texts::get).toList());
    }

    private void requireKnown(Set<Integer> numbers) {
        Set<Integer> unknown = numbers.stream()
                .filter(number -> number < 0 || number >= texts.size())
                .collect(Collectors.toCollection(TreeSet::new));
        if (!unknown.isEmpty()) {
            throw new UserError("the text has the stories 0 to " + (texts.size() - 1) + ", but not " + unknown
                    + "; perhaps the numbers are of another text");
        }
    }
}
