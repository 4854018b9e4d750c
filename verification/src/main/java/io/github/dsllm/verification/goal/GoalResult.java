package io.github.dsllm.verification.goal;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The machine-readable result of a goal, {@code <goal>.json} in the output directory. Names of figures and checks are stable; tools are built on them.
 *
 * @param schema version of this form
 * @param goal name of the goal
 * @param model the model, for people
 * @param chip name of the chip
 * @param digest SHA-256 over everything that went in
 * @param figures measured values by name, in the order in which they were measured
 * @param checks what was checked
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record GoalResult(
        int schema,
        String goal,
        String model,
        String chip,
        String digest,
        Map<String, Figure> figures,
        List<Check> checks) {

    public static final int SCHEMA = 1;

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public GoalResult {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
        checks = List.copyOf(checks);
    }

    /** A value with its unit; "1" for a plain number. */
    public record Figure(double value, String unit) {}

    /** A question and its answer. */
    public record Check(String name, boolean passed, String detail) {}

    public static GoalResult of(String goal, String model, String chip, String digest) {
        return new GoalResult(SCHEMA, goal, model, chip, digest, Map.of(), List.of());
    }

    public GoalResult with(String name, double value, String unit) {
        Map<String, Figure> more = new LinkedHashMap<>(figures);
        more.put(name, new Figure(value, unit));
        return new GoalResult(schema, goal, model, chip, digest, more, checks);
    }

    public GoalResult with(Check check) {
        List<Check> more = new ArrayList<>(checks);
        more.add(check);
        return new GoalResult(schema, goal, model, chip, digest, figures, more);
    }

    /** The value of a figure, NaN where it was not measured. */
    public double value(String name) {
        Figure figure = figures.get(name);
        return figure == null ? Double.NaN : figure.value();
    }

    public boolean passed() {
        return checks.stream().allMatch(Check::passed);
    }

    /** Writes {@code <goal>.json} into the output directory. */
    public void write(Path outputDirectory) throws IOException {
        Outputs.write(outputDirectory.resolve(goal + ".json"), MAPPER.writeValueAsString(this) + "\n");
    }

    /** The result that an earlier run left; empty when there is none or it is damaged. */
    public static Optional<GoalResult> read(Path outputDirectory, String goal) {
        Path file = outputDirectory.resolve(goal + ".json");
        try {
            return Files.exists(file)
                    ? Optional.of(MAPPER.readValue(Files.readAllBytes(file), GoalResult.class))
                    : Optional.empty();
        } catch (IOException damaged) {
            return Optional.empty();
        }
    }
}
