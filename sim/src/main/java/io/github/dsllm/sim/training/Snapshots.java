package io.github.dsllm.sim.training;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.SafetensorsFile;
import io.github.dsllm.codegen.model.SafetensorsWriter;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.pass.Parameters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All weights of a training at some of its steps, one file each. */
public record Snapshots(Path folder) {
    private static final String ENDING = ".safetensors";
    private static final String NAME = "weights";

    /** Writes those of now, over an older file of the same step. */
    void write(long step, Parameters weights) {
        try {
            Files.createDirectories(folder);
            Matrix all = Matrix.of(weights.values(), 0, 1, weights.values().length());
            SafetensorsWriter.write(file(step), Map.of(NAME, MatrixTensor.of(all)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Path file(long step) {
        return folder.resolve(String.format(Locale.ROOT, "%09d", step) + ENDING);
    }

    /** Steps up to {@code last} that are there, with their weights. */
    public SortedMap<Long, float[]> read(long last) throws IOException {
        SortedMap<Long, float[]> snapshots = new TreeMap<>();
        for (Path file : files()) {
            String name = String.valueOf(file.getFileName());
            long step = Long.parseLong(name.substring(0, name.length() - ENDING.length()));
            SafetensorsFile read = SafetensorsFile.read(file);
            if (!read.has(NAME) || !read.unusable(NAME).isEmpty()) {
                throw new UserError(file + " has no weights; perhaps you should train anew with dsllm.train.restart");
            }
            if (step <= last) {
                snapshots.put(step, read.map(NAME).row(0));
            }
        }
        return snapshots;
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> String.valueOf(file.getFileName()).matches("\\d{9}\\" + ENDING))
                    .sorted()
                    .toList();
        }
    }
}
