package io.github.dsllm.verification.goal;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Writes files aside and moves them into place, so that an interrupted run or a full disk leaves nothing half-written. */
public final class Outputs {
    private static final String ASIDE = ".new";

    private Outputs() {}

    /** Replaces a file as a whole. */
    public static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path aside = file.resolveSibling(file.getFileName() + ASIDE);
        try {
            Files.writeString(aside, text);
            move(aside, file);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    /** An empty folder beside the target in which its next contents are made; what an interrupted run left there is gone. */
    static Path aside(Path directory) throws IOException {
        Path aside = directory.resolveSibling(directory.getFileName() + ASIDE);
        delete(aside);
        return Files.createDirectories(aside);
    }

    /** Puts the folder that {@link #aside} returned in the place of the target. */
    static void replace(Path directory) throws IOException {
        delete(directory);
        move(directory.resolveSibling(directory.getFileName() + ASIDE), directory);
    }

    /** Removes a file or folder with all that is in it; links are removed, not followed. */
    static void delete(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(path)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : deepestFirst) {
            Files.delete(each);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException ordinaryFileSystem) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
