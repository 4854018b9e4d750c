package io.github.dsllm.codegen.image;

import java.io.ByteArrayOutputStream;

/** Packs fields into the words of a {@code $readmemh} file, one word per line, the first field of a word in its lowest bits. */
final class HexWriter {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final int digits;
    private final byte[] line;
    private final ByteArrayOutputStream text;
    private long pending;
    private int pendingBits;
    private int next;

    HexWriter(int wordBits, int words) {
        digits = digits(wordBits);
        line = new byte[digits + 1];
        line[digits] = '\n';
        text = new ByteArrayOutputStream(Math.multiplyExact(words, digits + 1));
        next = digits - 1;
    }

    static int digits(int wordBits) {
        return (wordBits + 3) / 4;
    }

    /** Appends a field of at most 32 bits. */
    HexWriter field(long value, int width) {
        pending |= (value & ((1L << width) - 1)) << pendingBits;
        pendingBits += width;
        while (pendingBits >= 4) {
            digit();
        }
        return this;
    }

    void endWord() {
        while (pendingBits > 0 || next >= 0) {
            digit();
        }
        text.write(line, 0, line.length);
        next = digits - 1;
    }

    byte[] bytes() {
        return text.toByteArray();
    }

    private void digit() {
        line[next--] = DIGITS[(int) (pending & 15)];
        pending >>>= 4;
        pendingBits = Math.max(0, pendingBits - 4);
    }
}
