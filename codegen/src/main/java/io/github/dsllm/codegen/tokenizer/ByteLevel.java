package io.github.dsllm.codegen.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * The byte level of GPT-2: a text is cut into words, numbers, signs and spaces, and every byte of its UTF-8 is shown as a printable character, so that
 * every text has tokens. A printable byte of Latin-1 shows itself, the others show 256 and following.
 */
final class ByteLevel {
    private static final char[] SHOWN = shown();
    private static final int[] BYTES = bytes();

    private final Optional<WordPattern> pattern;
    private final boolean prepends;

    private ByteLevel(Optional<WordPattern> pattern, boolean prepends) {
        this.pattern = pattern;
        this.prepends = prepends;
    }

    /** Reads a {@code pre_tokenizer} of this type. */
    static ByteLevel read(JsonNode json) {
        boolean cuts = json.path("use_regex").asBoolean(true);
        return new ByteLevel(
                cuts ? Optional.of(WordPattern.GPT2) : Optional.empty(),
                json.path("add_prefix_space").asBoolean(true));
    }

    /** Reads a {@code pre_tokenizer} of the type Sequence: a Split that isolates the words of a known pattern, then the byte level without one. */
    static Optional<ByteLevel> readSequence(JsonNode json) {
        JsonNode split = json.path("pretokenizers").path(0);
        JsonNode bytes = json.path("pretokenizers").path(1);
        boolean isKnown = json.path("pretokenizers").size() == 2
                && split.path("type").asText().equals("Split")
                && split.path("behavior").asText().equals("Isolated")
                && !split.path("invert").asBoolean(false)
                && bytes.path("type").asText().equals("ByteLevel")
                && !bytes.path("use_regex").asBoolean(true)
                && !bytes.path("add_prefix_space").asBoolean(true);
        return isKnown
                ? WordPattern.of(split.path("pattern").path("Regex").asText())
                        .map(pattern -> new ByteLevel(Optional.of(pattern), false))
                : Optional.empty();
    }

    private static char[] shown() {
        char[] shown = new char[256];
        char next = 256;
        for (int b = 0; b < 256; b++) {
            boolean isPrintable = b > ' ' && b <= '~' || b >= 0xA1 && b != 0xAD;
            shown[b] = isPrintable ? (char) b : next++;
        }
        return shown;
    }

    private static int[] bytes() {
        int[] bytes = new int[512];
        Arrays.fill(bytes, -1);
        for (int b = 0; b < 256; b++) {
            bytes[SHOWN[b]] = b;
        }
        return bytes;
    }

    /** The words of a text, each byte a character. */
    List<String> words(String text) {
        String whole = prepends && !text.isEmpty() && !text.startsWith(" ") ? " " + text : text;
        List<String> words = new ArrayList<>();
        if (pattern.isEmpty()) {
            words.add(show(whole));
            return words;
        }
        Matcher matcher = pattern.get().pattern().matcher(whole);
        while (matcher.find()) {
            words.add(show(matcher.group()));
        }
        return words;
    }

    private static String show(String word) {
        StringBuilder shown = new StringBuilder();
        for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
            shown.append(SHOWN[b & 0xFF]);
        }
        return shown.toString();
    }

    /** The bytes that a piece shows; a character that shows none is itself. */
    static byte[] bytesOf(String piece) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        piece.codePoints().forEach(character -> {
            int b = character < BYTES.length ? BYTES[character] : -1;
            if (b >= 0) {
                bytes.write(b);
            } else {
                bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }
}
