package io.github.dsllm.codegen.image;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Fills a directory beside its place and moves it there when it is complete, so that nobody sees half of it. */
public final class AtomicDirectory {
    /** Writes the files. */
    @FunctionalInterface
    public interface Filling {
        /** All files go into {@code aside}, which exists and is empty. */
        void into(Path aside) throws IOException;
    }

    private AtomicDirectory() {}

    /**
     * Replaces a directory as a whole.
     *
     * @param directory the place
     * @param mark a file that shows that what stands there was written by us and may be replaced
     * @param filling writes the files
     */
    public static void replace(Path directory, String mark, Filling filling) {
        Path place = directory.toAbsolutePath().normalize();
        Path aside = place.resolveSibling(place.getFileName() + ".partial");
        Path before = place.resolveSibling(place.getFileName() + ".previous");
        try {
            requireOurs(place, mark);
            delete(aside);
            Files.createDirectories(aside);
            filling.into(aside);
            delete(before);
            if (Files.exists(place)) {
                Files.move(place, before);
            }
            Files.move(aside, place);
            delete(before);
        } catch (IOException e) {
            giveBack(aside);
            throw new UserError(
                    directory + " cannot be written: " + e.getMessage()
                            + "; perhaps the disk is full or the folder is not yours",
                    e);
        }
    }

    private static void requireOurs(Path place, String mark) throws IOException {
        if (!Files.exists(place) || Files.exists(place.resolve(mark))) {
            return;
        }
        try (Stream<Path> entries = Files.list(place)) {
            if (entries.findAny().isPresent()) {
                throw new UserError(
                        place + " holds other files and would be replaced; perhaps you should name an empty folder");
            }
        }
    }

    /** What was half-written takes room on a disk that may be full. */
    private static void giveBack(Path aside) {
        try {
            delete(aside);
        } catch (IOException unwritable) {
            return;
        }
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        for (Path path : paths) {
            Files.delete(path);
        }
    }
}
