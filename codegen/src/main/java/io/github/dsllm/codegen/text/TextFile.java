package io.github.dsllm.codegen.text;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads text that may be anything: refuses what is too long, binary or not UTF-8, and says at which byte. */
public final class TextFile {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private TextFile() {}

    /**
     * The whole text of a file, without a byte order mark.
     *
     * @param limit greatest length in bytes
     * @throws UserError if the file cannot be read, is longer, holds a zero byte, is not UTF-8, or has nothing but white space
     */
    public static String read(Path file, int limit) {
        byte[] bytes = bytes(file, limit + 1);
        if (bytes.length > limit) {
            throw new UserError(
                    "The text " + file + " has more than " + limit + " bytes; perhaps you should take a part of it.");
        }
        String text = decode(bytes, file, true);
        if (text.isBlank()) {
            throw new UserError("The text " + file + " is empty; perhaps you should check the path.");
        }
        return text;
    }

    /**
     * The first bytes of a file as text; a character that the limit cuts in two is left out.
     *
     * @throws UserError if the file cannot be read, holds a zero byte, or is not UTF-8
     */
    public static String readBeginning(Path file, int limit) {
        byte[] bytes = bytes(file, limit);
        return decode(bytes, file, bytes.length < limit);
    }

    private static byte[] bytes(Path file, int most) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(most);
        } catch (IOException e) {
            throw new UserError(
                    "The text " + file + " cannot be read (" + e.getClass().getSimpleName()
                            + "); perhaps you should check the path.",
                    e);
        }
    }

    private static String decode(byte[] bytes, Path file, boolean whole) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                throw notText(file, "holds a zero byte, as binary files do", i);
            }
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, whole);
        if (result.isError()) {
            throw notText(file, "is not UTF-8", in.position());
        }
        String text = out.flip().toString();
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }

    private static UserError notText(Path file, String why, int at) {
        return new UserError("The text " + file + " " + why + " (at byte " + at
                + "); perhaps it is another file, or you should convert it with iconv.");
    }
}
