package io.github.dsllm.sim.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;

/** Contents of a folder, to compare. */
public final class Folders {
    private Folders() {}

    /** A digest of every file by name. */
    public static Map<String, String> bytes(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                files.put(
                        file.getFileName().toString(),
                        UUID.nameUUIDFromBytes(Files.readAllBytes(file)).toString());
            }
        }
        return files;
    }
}
