package io.github.dsllm.sim.physics.file;

import io.github.dsllm.codegen.UserError;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Lines of a text file one after another, bounded in length, with their numbers for messages. */
final class TextLines implements AutoCloseable {
    private final Path file;
    private final BufferedReader reader;
    private final char[] buffer = new char[1 << 16];
    private int filled;
    private int next;
    private int number;

    TextLines(Path file) {
        this.file = file;
        try {
            long size = Files.size(file);
            if (size > Limits.FILE_BYTES) {
                throw new UserError(file + " has " + size + " bytes, more than the " + Limits.FILE_BYTES
                        + " that a system may have; perhaps it is another file.");
            }
            reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UserError(
                    file + " cannot be read: " + e.getMessage() + "; perhaps you should check its name.", e);
        }
    }

    /** The next line without its end, null after the last. */
    @Nullable
    String next() {
        StringBuilder line = new StringBuilder();
        number++;
        try {
            while (true) {
                if (next == filled) {
                    filled = reader.read(buffer);
                    next = 0;
                    if (filled < 0) {
                        filled = 0;
                        return line.isEmpty() ? null : line.toString();
                    }
                }
                char c = buffer[next++];
                if (c == '\n') {
                    return line.toString();
                }
                if (c != '\r') {
                    line.append(c);
                }
                if (line.length() > Limits.LINE) {
                    throw error("is longer than " + Limits.LINE + " characters", "it is another file");
                }
            }
        } catch (IOException e) {
            throw error("cannot be read: " + e.getMessage(), "the disk is at fault");
        }
    }

    UserError error(String what, String perhaps) {
        return new UserError(file + " line " + number + " " + what + "; perhaps " + perhaps + ".");
    }

    /** A finite number. */
    double number(String text) {
        double value;
        try {
            value = Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw error("has \"" + shortened(text) + "\" where a number should stand", "a separator is wrong");
        }
        if (!Double.isFinite(value)) {
            throw error("has the number " + shortened(text) + ", which is not finite", "you should replace it");
        }
        return value;
    }

    /** A whole number from {@code least} to {@code most}. */
    int whole(String text, String what, int least, int most) {
        long value;
        try {
            value = Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw error("has \"" + shortened(text) + "\" as " + what, "it should be a whole number");
        }
        if (value < least || value > most) {
            throw error(
                    "has " + value + " as " + what + ", which must be " + least + " … " + most,
                    "you should correct it");
        }
        return (int) value;
    }

    private static String shortened(String text) {
        return text.length() <= 30 ? text : text.substring(0, 30) + "…";
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw error("cannot be closed: " + e.getMessage(), "the disk is at fault");
        }
    }
}
