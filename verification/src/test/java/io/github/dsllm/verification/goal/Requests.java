package io.github.dsllm.verification.goal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Requests for {@code generate} as most tests make them. */
final class Requests {
    private Requests() {}

    /** With all settings at their defaults; outputs go to {@code out} and {@code sources} of the folder. */
    static GenerateRequest generate(Path model, Path chip, Path folder) {
        return generate(model, chip, folder, "default", "auto", null, null);
    }

    /** The same with what tests vary. */
    static GenerateRequest generate(
            Path model,
            Path chip,
            Path folder,
            String numerics,
            String partitioner,
            @Nullable Path evaluation,
            @Nullable String stopAfter) {
        return new GenerateRequest(
                model,
                chip,
                folder.resolve("out"),
                folder.resolve("sources"),
                null,
                numerics,
                null,
                partitioner,
                1,
                null,
                evaluation,
                stopAfter,
                null,
                "test");
    }
}
