package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SHA-256 over the lengths and contents of files, in order; names and places do not matter. Computed once, when asked for. */
final class FileDigest {
    private final List<Path> files;
    private @Nullable String hex;

    FileDigest(List<Path> files) {
        this.files = List.copyOf(files);
    }

    synchronized String hex() {
        String known = hex;
        if (known == null) {
            known = compute();
            hex = known;
        }
        return known;
    }

    private String compute() {
        MessageDigest sha = sha256();
        byte[] block = new byte[1 << 16];
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                sha.update(ByteBuffer.allocate(Long.BYTES).putLong(0, Files.size(file)));
                for (int n = in.read(block); n >= 0; n = in.read(block)) {
                    sha.update(block, 0, n);
                }
            } catch (IOException e) {
                throw new UserError(file + " cannot be read: " + e.getMessage(), e);
            }
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
