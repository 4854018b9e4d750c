package io.github.dsllm.verification.goal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything that decides what {@code generate} writes, as digests by name: tells whether a run is needed, and what has changed. */
final class Inputs {
    private static final int BUFFER = 1 << 16;

    private final SortedMap<String, String> digests = new TreeMap<>();
    private final SortedMap<String, String> beside = new TreeMap<>();

    /** Adds a setting. */
    Inputs with(String name, @Nullable Object value) {
        digests.put(name, String.valueOf(value));
        return this;
    }

    /** Adds the bytes of a file, or of all files of a folder; null and missing files count as such. */
    Inputs with(String name, @Nullable Path path) throws IOException {
        if (path == null) {
            return with(name, (Object) "none");
        }
        if (!Files.isDirectory(path)) {
            return with(name, (Object) digest(path));
        }
        try (Stream<Path> files = Files.list(path)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                digests.put(name + " " + file.getFileName(), digest(file));
            }
        }
        return this;
    }

    /** Adds a setting that calls for a new run when it changes, but is not part of the digest. */
    Inputs beside(String name, String value) {
        beside.put(name, value);
        return this;
    }

    /** SHA-256 over all names and digests, hexadecimal; what was added beside is left out. */
    String digest() {
        MessageDigest sha = sha256();
        digests.forEach((name, value) -> sha.update((name + "=" + value + "\n").getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(sha.digest());
    }

    /** Names of inputs that differ from those that an earlier run saved, including those that came or went. */
    List<String> changesSince(Path saved) throws IOException {
        Properties before = new Properties();
        if (!Files.exists(saved)) {
            return List.of("first run");
        }
        try (InputStream stream = Files.newInputStream(saved)) {
            before.load(stream);
        } catch (IllegalArgumentException damaged) {
            return List.of("the record of the last run is damaged");
        }
        List<String> changes = new ArrayList<>();
        SortedMap<String, String> now = all();
        now.forEach((name, value) -> {
            if (!value.equals(before.getProperty(name))) {
                changes.add(name);
            }
        });
        before.stringPropertyNames().stream()
                .sorted()
                .filter(name -> !now.containsKey(name))
                .forEach(changes::add);
        return changes;
    }

    void save(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        all().forEach((name, value) ->
                text.append(escape(name)).append('=').append(escape(value)).append('\n'));
        Outputs.write(file, text.toString());
    }

    private SortedMap<String, String> all() {
        SortedMap<String, String> all = new TreeMap<>(beside);
        all.putAll(digests);
        return all;
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c > ' ' && c < 127 && "\\=:#!".indexOf(c) < 0) {
                escaped.append(c);
            } else {
                escaped.append(String.format("\\u%04x", (int) c));
            }
        }
        return escaped.toString();
    }

    /** SHA-256 of a file, hexadecimal; "missing" where there is none. */
    static String digest(Path file) throws IOException {
        MessageDigest sha = sha256();
        if (!Files.exists(file)) {
            return "missing";
        }
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                sha.update(buffer, 0, count);
            }
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
