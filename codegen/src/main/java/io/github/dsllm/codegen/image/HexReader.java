package io.github.dsllm.codegen.image;

import io.github.dsllm.codegen.UserError;

/** Takes the fields of the words of a {@code $readmemh} file, the counterpart of {@link HexWriter}. */
final class HexReader {
    private final String file;
    private final byte[] text;
    private final int digits;
    private int line;
    private long pending;
    private int pendingBits;
    private int next;

    /** @param text whole lines, of the length that {@code wordBits} asks for; checked by the caller */
    HexReader(String file, byte[] text, int wordBits) {
        this.file = file;
        this.text = text;
        this.digits = HexWriter.digits(wordBits);
        this.next = digits - 1;
    }

    long unsigned(int width) {
        while (pendingBits < width) {
            pending |= (long) digit() << pendingBits;
            pendingBits += 4;
        }
        long value = pending & ((1L << width) - 1);
        pending >>>= width;
        pendingBits -= width;
        return value;
    }

    long signed(int width) {
        long value = unsigned(width);
        return value << (64 - width) >> (64 - width);
    }

    void endWord() {
        line++;
        next = line * (digits + 1) + digits - 1;
        pending = 0;
        pendingBits = 0;
        if (text[line * (digits + 1) - 1] != '\n') {
            throw new UserError("line " + line + " of " + file + " has not " + digits
                    + " hexadecimal digits; perhaps the file is damaged and you should generate the image again");
        }
    }

    private int digit() {
        int value = next < line * (digits + 1) ? -1 : Character.digit(text[next--], 16);
        if (value < 0) {
            throw new UserError("line " + (line + 1) + " of " + file
                    + " is no hexadecimal word; perhaps the file is damaged and you should generate the image again");
        }
        return value;
    }
}
