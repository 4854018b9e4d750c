package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The lines of a quantised model in text form: words and numbers, and errors that name file and line. */
final class QuantisedModelLines {
    static final int MAXIMUM_DIMENSION = 1 << 20;

    private final Path file;
    private final BufferedReader reader;
    private int lineNumber;

    QuantisedModelLines(Path file, BufferedReader reader) {
        this.file = file;
        this.reader = reader;
    }

    /** The next line, or null at the end. */
    @Nullable
    String next() throws IOException {
        lineNumber++;
        return reader.readLine();
    }

    /** The words of the next line, which must be there. */
    String[] required(String what) throws IOException {
        String line = next();
        if (line == null) {
            throw error("ends before " + what + "; perhaps it was cut short");
        }
        return words(line);
    }

    static String[] words(String line) {
        return line.strip().split("\\s+");
    }

    int dimension(String[] words, int index) {
        int value = integer(words, index);
        if (value < 1 || value > MAXIMUM_DIMENSION) {
            throw here("gives a size of " + value + "; sizes are 1 … " + MAXIMUM_DIMENSION);
        }
        return value;
    }

    int[] integers(String[] words, int from) {
        int[] values = new int[Math.max(0, words.length - from)];
        for (int i = 0; i < values.length; i++) {
            values[i] = integer(words, from + i);
        }
        return values;
    }

    int integer(String[] words, int index) {
        return Math.toIntExact(whole(words, index, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    long whole(String[] words, int index, long smallest, long largest) {
        if (index >= words.length) {
            throw here("ends after " + words.length + " words");
        }
        try {
            long value = Long.parseLong(words[index]);
            if (value >= smallest && value <= largest) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw here("holds \"" + words[index] + "\" where a number is expected");
        }
        throw here("holds " + words[index] + ", which is not within " + smallest + " … " + largest);
    }

    /** A problem of the line that was read last. */
    UserError here(String problem) {
        return error("line " + lineNumber + " " + problem + "; perhaps the file is damaged");
    }

    UserError error(String problem) {
        return new UserError("the quantised model " + file + " " + problem);
    }
}
