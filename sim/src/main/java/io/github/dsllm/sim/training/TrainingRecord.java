package io.github.dsllm.sim.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.JsonFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code training.json} of a checkpoint: what the training is, and how far it is. Holds no time, so that the same training gives the same bytes.
 *
 * @param schema version of this form
 * @param settings what determines the training
 * @param data digest of the batches
 * @param teacher digest of the {@link Teacher}; null for none
 * @param seed of the first weights
 * @param step steps that were taken
 * @param curve losses so far
 */
public record TrainingRecord(
        int schema,
        TrainSettings settings,
        String data,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String teacher,
        long seed,
        long step,
        List<Point> curve) {
    static final String FILE = "training.json";

    private static final int SCHEMA = 1;
    private static final long LIMIT = 64 << 20;
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    public TrainingRecord {
        curve = List.copyOf(curve);
    }

    /**
     * A place on the curve.
     *
     * @param step number of the step
     * @param loss of its batch, nats per token, before the step
     * @param gradientNorm before clipping
     * @param rate learning rate
     * @param validation loss after the step on texts that are not trained on; null where it was not measured
     * @param accuracy of a classifier after the step on the same texts, in [0, 1]; null where it was not measured
     * @param cosines between the gradient of the next batch and that of back-propagation, by layer; null where they were not measured
     */
    public record Point(
            long step,
            double loss,
            double gradientNorm,
            double rate,
            @Nullable Double validation,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Double accuracy,

            @Nullable Map<String, Double> cosines) {}

    /** What must be the same where a training goes on; as in {@link TrainingRecord}. */
    record Identity(
            TrainSettings settings, String data, @Nullable String teacher, long seed) {
        TrainingRecord record(long step, List<Point> curve) {
            return new TrainingRecord(SCHEMA, settings, data, teacher, seed, step, curve);
        }
    }

    void write(Path folder) throws IOException {
        Files.writeString(folder.resolve(FILE), MAPPER.writeValueAsString(this) + "\n");
    }

    /** Reads the record of a checkpoint and refuses one of another training, naming what differs. */
    static TrainingRecord read(Path folder, Identity identity) {
        Path file = folder.resolve(FILE);
        JsonNode found = JsonFile.readObject(file, LIMIT);
        JsonNode wanted = MAPPER.valueToTree(identity.record(0, List.of()));
        List<String> differences = new ArrayList<>();
        for (String name : List.of("schema", "data", "teacher", "seed")) {
            compare(name, found.path(name), wanted.path(name), differences);
        }
        compare("settings", found.path("settings"), wanted.path("settings"), differences);
        if (!differences.isEmpty()) {
            throw new UserError(
                    "The checkpoint " + folder + " is of another training: " + String.join("; ", differences)
                            + "; perhaps you should give the same parameters and data as before, or another folder.");
        }
        return parse(file, found);
    }

    /**
     * The losses of a checkpoint.
     *
     * @throws UserError if the folder holds none, or a damaged one
     */
    public static List<Point> curve(Path folder) {
        return parse(folder.resolve(FILE), JsonFile.readObject(folder.resolve(FILE), LIMIT))
                .curve();
    }

    private static TrainingRecord parse(Path file, JsonNode json) {
        try {
            return MAPPER.treeToValue(json, TrainingRecord.class);
        } catch (IOException | IllegalArgumentException damaged) {
            throw new UserError(file + " is damaged: " + damaged.getMessage(), damaged);
        }
    }

    private static void compare(String name, JsonNode found, JsonNode wanted, List<String> differences) {
        if (found.isObject() && wanted.isObject()) {
            TreeSet<String> fields = new TreeSet<>();
            found.fieldNames().forEachRemaining(fields::add);
            wanted.fieldNames().forEachRemaining(fields::add);
            fields.forEach(field -> compare(field, found.path(field), wanted.path(field), differences));
        } else if (found.isObject() != wanted.isObject() || !found.asText().equals(wanted.asText())) {
            differences.add(name + " was " + shown(found) + ", is " + shown(wanted));
        }
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "not given" : value.toString();
    }
}
