package io.github.dsllm.codegen.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The byte level of GPT-2: a text is cut into words, numbers, signs and spaces, and every byte of its UTF-8 is shown as a printable character, so that
 * every text has tokens. A printable byte of Latin-1 shows itself, the others show 256 and following.
 */
final class ByteLevel {
    private static final Pattern WORDS = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);
    private static final char[] SHOWN = shown();
    private static final int[] BYTES = bytes();

    private final boolean cuts;
    private final boolean prepends;

    private ByteLevel(boolean cuts, boolean prepends) {
        this.cuts = cuts;
        this.prepends = prepends;
    }

    /** Reads a {@code pre_tokenizer} of this type. */
    static ByteLevel read(JsonNode json) {
        return new ByteLevel(
                json.path("use_regex").asBoolean(true),
                json.path("add_prefix_space").asBoolean(true));
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
        if (!cuts) {
            words.add(show(whole));
            return words;
        }
        Matcher matcher = WORDS.matcher(whole);
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
