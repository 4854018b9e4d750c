package io.github.dsllm.verification.sizing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The recorded runs: a text with a {@link SynthesisRun} in JSON on each line. */
public final class SynthesisRuns {
    /** The file that comes with the workbench. */
    public static final String FILE = "ecp5-runs.jsonl";

    private static final ObjectMapper JSON = new ObjectMapper();

    private SynthesisRuns() {}

    /** Those that come with the workbench. */
    public static List<SynthesisRun> recorded() {
        try (InputStream stream =
                Objects.requireNonNull(SynthesisRuns.class.getResourceAsStream(FILE), FILE + " is not in the jar")) {
            return read(new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /** Those of a file; none if it is not there. */
    public static List<SynthesisRun> read(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            return read(reader);
        }
    }

    private static List<SynthesisRun> read(BufferedReader reader) throws IOException {
        List<SynthesisRun> runs = new ArrayList<>();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            runs.add(JSON.readValue(line, SynthesisRun.class));
        }
        return runs;
    }

    /** Writes a file. */
    public static void write(Path file, List<SynthesisRun> runs) throws IOException {
        StringBuilder text = new StringBuilder();
        for (SynthesisRun run : runs) {
            text.append(line(run)).append('\n');
        }
        Files.writeString(file, text);
    }

    private static String line(SynthesisRun run) throws JsonProcessingException {
        return JSON.writeValueAsString(run);
    }
}
