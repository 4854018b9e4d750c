package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.Suggestion;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.chip.NumericsReader;
import io.github.dsllm.codegen.partition.Partitioner;
import io.github.dsllm.codegen.partition.Partitioners;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The texts of a request as what they mean; everything that is wrong comes in one message. */
final class Settings {
    private static final String AUTO = "auto";
    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

    private final GenerateRequest request;
    private final List<String> problems = new ArrayList<>();
    private final Numerics numerics;

    /** @throws UserError naming every parameter that means nothing */
    Settings(GenerateRequest request) {
        this.request = request;
        numerics = numerics(request.numerics());
        if (request.exponential() != null) {
            choice("dsllm.exponential", request.exponential(), names(Exponential.values()));
        }
        if (request.stopAfter() != null) {
            choice("dsllm.stopAfter", request.stopAfter(), names(Stage.values()));
        }
        List<String> partitioners = new ArrayList<>(List.of(AUTO));
        partitioners.addAll(Partitioners.all().keySet());
        choice("dsllm.partitioner", request.partitioner(), partitioners);
        if (!Files.exists(request.model())) {
            problems.add("there is no model at " + request.model()
                    + "; perhaps you should check the path (parameter dsllm.model)");
        }
        if (request.firtool() != null && !Files.isExecutable(request.firtool())) {
            problems.add("there is no program " + request.firtool()
                    + "; perhaps you should check the path (parameter dsllm.firtool)");
        }
        if (!problems.isEmpty()) {
            throw new UserError(String.join("\n", problems));
        }
    }

    /** The arithmetic: the named one, with the widths of the chip and the exponential of the user. */
    Numerics numerics(ChipSpec chip) {
        Numerics named = chip.widths().over(numerics);
        return request.exponential() == null
                ? named
                : named.withExponential(
                        Exponential.valueOf(request.exponential().toUpperCase(Locale.ROOT)));
    }

    /** The partitioner that the user names; empty to choose by cycles. */
    Optional<Partitioner> partitioner() {
        return request.partitioner().equals(AUTO)
                ? Optional.empty()
                : Optional.of(Partitioners.named(request.partitioner()));
    }

    /** Whether the work ends before the given stage. */
    boolean stopsBefore(Stage stage) {
        return request.stopAfter() != null
                && Stage.valueOf(request.stopAfter().toUpperCase(Locale.ROOT)).compareTo(stage) < 0;
    }

    private Numerics numerics(String nameOrFile) {
        Optional<Path> file = numericsFile(nameOrFile);
        if (file.isPresent()) {
            try {
                return new NumericsReader().read(file.get());
            } catch (UserError error) {
                problems.add(error.getMessage());
            }
        } else {
            choice(
                    "dsllm.numerics",
                    nameOrFile,
                    NumericsReader.NAMED.keySet().stream().sorted().toList());
        }
        return NumericsReader.NAMED.getOrDefault(nameOrFile, Numerics.DEFAULT);
    }

    /** The file that holds the numerics; empty where they are named. */
    static Optional<Path> numericsFile(String nameOrFile) {
        return ENDINGS.stream().anyMatch(nameOrFile::endsWith) ? Optional.of(Path.of(nameOrFile)) : Optional.empty();
    }

    /** @throws UserError for a name of none and for a file that cannot be read */
    static Numerics namedNumerics(String nameOrFile) {
        List<String> names = NumericsReader.NAMED.keySet().stream().sorted().toList();
        return numericsFile(nameOrFile)
                .map(file -> new NumericsReader().read(file))
                .or(() -> Optional.ofNullable(NumericsReader.NAMED.get(nameOrFile)))
                .orElseThrow(() -> new UserError("the numerics " + nameOrFile + " are no file and none of "
                        + String.join(", ", names) + Suggestion.question(nameOrFile, names)));
    }

    private void choice(String parameter, String value, List<String> choices) {
        if (!choices.contains(value)) {
            problems.add(parameter + "=" + value + " is none of " + String.join(", ", choices)
                    + Suggestion.question(value, choices));
        }
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
    }
}
