package io.github.dsllm.sim.physics.file;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dsllm.codegen.Suggestion;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.JsonFile;
import io.github.dsllm.sim.physics.Couplings;
import io.github.dsllm.sim.physics.DynamicalSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads a free-standing system. Three forms:
 *
 * <ul>
 *   <li>a JSON file with {@code J} (rows of numbers, or the name of a {@code .csv} or {@code .mtx} file beside it) and, where wanted, {@code h}, {@code b},
 *       {@code clamp}, {@code start}, {@code cubic} (one number per row, or one for all), {@code name};
 *   <li>a matrix file {@code J.mtx} or {@code J.csv}, with {@code h.csv}, {@code b.csv}, {@code clamp.csv}, {@code start.csv}, {@code cubic.csv} beside it;
 *   <li>a folder with these files.
 * </ul>
 *
 * <p>h is 1 if not given, the rest 0; clamp is 0 or 1, or the like of true and false in JSON.
 */
public final class SystemFile {
    private static final List<String> KEYS = List.of("name", "J", "h", "b", "clamp", "start", "cubic");
    private static final int LONGEST_NAME = 100;

    private SystemFile() {}

    /** @throws UserError when a file cannot be read, a number is not finite, or sizes do not fit */
    public static DynamicalSystem read(Path path) {
        if (Files.isDirectory(path)) {
            return ofFolder(path, matrixIn(path));
        }
        if (!Files.isRegularFile(path)) {
            throw new UserError("The system " + path + " does not exist; perhaps you should correct dsllm.system.");
        }
        return ending(path).equals("json") ? ofJson(path) : ofFolder(parent(path), path);
    }

    private static Path matrixIn(Path folder) {
        List<Path> found = List.of(folder.resolve("J.mtx"), folder.resolve("J.csv")).stream()
                .filter(Files::isRegularFile)
                .toList();
        if (found.size() != 1) {
            throw new UserError("The folder " + folder
                    + (found.isEmpty() ? " has neither J.mtx nor J.csv" : " has both J.mtx and J.csv")
                    + "; perhaps you should name the file itself.");
        }
        return found.get(0);
    }

    private static DynamicalSystem ofFolder(Path folder, Path matrix) {
        Couplings couplings = matrix(matrix);
        int n = couplings.nodes();
        Path absolute = folder.toAbsolutePath().normalize();
        return new DynamicalSystem(
                name(String.valueOf(absolute.getFileName())),
                couplings,
                vector(folder, "h", n, 1),
                vector(folder, "cubic", n, 0),
                vector(folder, "b", n, 0),
                clamp(vector(folder, "clamp", n, 0), folder.resolve("clamp.csv").toString()),
                vector(folder, "start", n, 0));
    }

    private static Couplings matrix(Path file) {
        return switch (ending(file)) {
            case "mtx" -> MatrixMarketFile.read(file);
            case "csv" -> CsvFile.matrix(file);
            default -> throw new UserError(file + " is neither .json nor .mtx nor .csv; perhaps you should rename it.");
        };
    }

    private static double[] vector(Path folder, String name, int nodes, double standard) {
        Path file = folder.resolve(name + ".csv");
        return Files.exists(file) ? CsvFile.vector(file, nodes) : filled(nodes, standard);
    }

    private static DynamicalSystem ofJson(Path file) {
        JsonNode json = JsonFile.readObject(file, Limits.JSON_BYTES);
        json.fieldNames().forEachRemaining(key -> {
            if (!KEYS.contains(key)) {
                throw new UserError(file + " has the unknown key " + name(key) + Suggestion.question(key, KEYS)
                        + "; known are " + String.join(", ", KEYS));
            }
        });
        Couplings couplings = jsonMatrix(file, json.path("J"));
        int n = couplings.nodes();
        String name = json.path("name").asText("");
        return new DynamicalSystem(
                name(name.isEmpty() ? String.valueOf(file.getFileName()).replaceFirst("\\.json$", "") : name),
                couplings,
                jsonVector(file, json, "h", n, 1),
                jsonVector(file, json, "cubic", n, 0),
                jsonVector(file, json, "b", n, 0),
                clamp(jsonVector(file, json, "clamp", n, 0), file + ", clamp"),
                jsonVector(file, json, "start", n, 0));
    }

    private static Couplings jsonMatrix(Path file, JsonNode matrix) {
        if (matrix.isTextual()) {
            return matrix(beside(file, matrix.asText()));
        }
        int n = matrix.size();
        if (!matrix.isArray() || n == 0 || n > Limits.NODES) {
            throw new UserError(
                    file + " has no J; perhaps you should give rows of numbers, or the name of a .mtx or .csv file.");
        }
        Couplings.Builder builder = new Couplings.Builder(n);
        for (int i = 0; i < n; i++) {
            if (matrix.get(i).size() != n) {
                throw new UserError(
                        file + ": row " + i + " of J has " + matrix.get(i).size() + " couplings, but there are " + n
                                + " rows and J must be square; perhaps a row is incomplete.");
            }
            for (int j = 0; j < n; j++) {
                builder.add(
                        i,
                        j,
                        number(file, "J[" + i + "][" + j + "]", matrix.get(i).get(j)));
            }
        }
        return builder.build();
    }

    private static Path beside(Path file, String name) {
        Path folder = parent(file).toAbsolutePath().normalize();
        try {
            Path other = folder.resolve(name).normalize();
            if (folder.equals(other.getParent()) && Files.isRegularFile(other)) {
                return other;
            }
        } catch (java.nio.file.InvalidPathException unusable) {
            // refused below
        }
        throw new UserError(file + ": J names \"" + name(name)
                + "\", which is no file in the same folder; perhaps you should put it there.");
    }

    private static double[] jsonVector(Path file, JsonNode json, String key, int nodes, double standard) {
        JsonNode vector = json.path(key);
        if (vector.isMissingNode()) {
            return filled(nodes, standard);
        }
        if (!vector.isArray()) {
            return filled(nodes, number(file, key, vector));
        }
        if (vector.size() != nodes) {
            throw new UserError(file + ": " + key + " has " + vector.size() + " entries, but J has " + nodes
                    + " rows; perhaps you should give one entry per row.");
        }
        double[] values = new double[nodes];
        for (int i = 0; i < nodes; i++) {
            values[i] = number(file, key + "[" + i + "]", vector.get(i));
        }
        return values;
    }

    private static double number(Path file, String where, JsonNode node) {
        if (node.isBoolean()) {
            return node.asBoolean() ? 1 : 0;
        }
        if (!node.isNumber() || !Double.isFinite(node.asDouble())) {
            throw new UserError(file + ": " + where + " is " + name(node.toString())
                    + ", not a finite number; perhaps you should correct it.");
        }
        return node.asDouble();
    }

    private static boolean[] clamp(double[] mask, String where) {
        boolean[] clamped = new boolean[mask.length];
        for (int i = 0; i < mask.length; i++) {
            if (mask[i] != 0 && mask[i] != 1) {
                throw new UserError(where + ": entry " + i + " is " + mask[i]
                        + "; perhaps you should write 1 for a clamped node and 0 for a free one.");
            }
            clamped[i] = mask[i] == 1;
        }
        return clamped;
    }

    private static double[] filled(int nodes, double value) {
        double[] values = new double[nodes];
        Arrays.fill(values, value);
        return values;
    }

    private static Path parent(Path file) {
        Path parent = file.toAbsolutePath().getParent();
        return parent == null ? file.toAbsolutePath() : parent;
    }

    private static String ending(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** Names reach messages, decks and pages, so they are short and on one line. */
    private static String name(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= LONGEST_NAME ? line : line.substring(0, LONGEST_NAME) + "…";
    }
}
