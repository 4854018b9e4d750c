package io.github.dsllm.verification.simulator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** The objects of Verilator's own C++, which are the same for every core. The first build in a cache compiles them, later ones with the same flags find them. */
final class VerilatorRuntime {
    private final Path kept;

    /** The runtime that a cache keeps for these tools and flags. */
    VerilatorRuntime(Path cache, String toolsAndFlags) {
        UUID digest = UUID.nameUUIDFromBytes(toolsAndFlags.getBytes(StandardCharsets.UTF_8));
        this.kept = cache.resolve("verilated-" + digest);
    }

    /** Copies what is kept, newer than its sources, so that make leaves it as it is. */
    void lendTo(Path objects) throws IOException {
        if (Files.isDirectory(kept)) {
            for (Path object : objects(kept)) {
                Files.copy(object, objects.resolve(object.getFileName()));
            }
        }
    }

    /** Keeps what a finished build has compiled, unless it was lent. */
    void keepFrom(Path objects) throws IOException {
        List<Path> compiled = objects(objects);
        if (Files.isDirectory(kept) || compiled.isEmpty()) {
            return;
        }
        Path aside = Files.createTempDirectory(kept.getParent(), "verilated");
        try {
            for (Path object : compiled) {
                Files.copy(object, aside.resolve(object.getFileName()));
            }
            Files.move(aside, kept);
        } finally {
            VerilatorBuild.delete(aside);
        }
    }

    private static List<Path> objects(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().matches("verilated.*\\.o"))
                    .sorted()
                    .toList();
        }
    }
}
