package io.github.dsllm.codegen.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the contents of a file must hash to.
 *
 * @param kind how it is hashed
 * @param hex lower-case hexadecimal digits
 */
public record ContentHash(Kind kind, String hex) {
    private static final int BUFFER = 1 << 16;

    /** The two hashes that a hub gives. */
    public enum Kind {
        /** SHA-256 of the contents, of files in large-file storage. */
        SHA256("SHA-256", 64),
        /** Git's name of a file in the repository itself: SHA-1 of "blob", a space, the length, a zero byte and the contents. */
        GIT_BLOB("SHA-1", 40);

        private final String algorithm;
        private final int digits;

        Kind(String algorithm, int digits) {
            this.algorithm = algorithm;
            this.digits = digits;
        }
    }

    public ContentHash {
        if (!hex.matches("[0-9a-f]{" + kind.digits + "}")) {
            throw new IllegalArgumentException(
                    kind + " has " + kind.digits + " hexadecimal digits, not \"" + hex + "\"");
        }
    }

    /** The hash of this kind that a file has. */
    ContentHash of(Path file) throws IOException {
        MessageDigest digest = digest();
        if (kind == Kind.GIT_BLOB) {
            digest.update(("blob " + Files.size(file) + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
        }
        return new ContentHash(kind, HexFormat.of().formatHex(digest.digest()));
    }

    private MessageDigest digest() {
        try {
            return MessageDigest.getInstance(kind.algorithm);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public String toString() {
        return kind.algorithm + " " + hex;
    }
}
