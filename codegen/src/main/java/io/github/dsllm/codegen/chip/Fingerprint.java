package io.github.dsllm.codegen.chip;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The first eight bytes of a SHA-256, by which two ends of a link find out that they mean the same core and the same image: against mistakes, not against
 * malice.
 *
 * @param digits 16 hexadecimal digits in lower case, first byte first
 */
public record Fingerprint(String digits) {

    /** Bytes of a fingerprint. */
    public static final int BYTES = 8;

    public Fingerprint {
        if (!digits.matches("[0-9a-f]{" + 2 * BYTES + "}")) {
            throw new IllegalArgumentException(digits + " is no fingerprint of " + BYTES + " bytes");
        }
    }

    /** That of a text. */
    public static Fingerprint of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return of(digest, 0);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The one that stands in eight bytes from an offset on. */
    public static Fingerprint of(byte[] bytes, int offset) {
        return new Fingerprint(HexFormat.of().formatHex(bytes, offset, offset + BYTES));
    }

    /** Its bytes in the order in which a link sends them. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(digits);
    }

    @Override
    public String toString() {
        return digits;
    }
}
