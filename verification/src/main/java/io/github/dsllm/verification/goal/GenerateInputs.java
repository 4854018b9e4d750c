package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import java.io.IOException;
import java.nio.file.Path;

/** What decides the outcome of {@code generate}: files, settings and the version of the workbench. */
final class GenerateInputs {
    private GenerateInputs() {}

    static Inputs of(GenerateRequest request) throws IOException {
        Path tokenizer =
                TokenizerLoader.locate(request.model(), request.tokenizer()).orElse(null);
        Path numerics = Settings.numericsFile(request.numerics()).orElse(null);
        return new Inputs()
                .with("model", request.model())
                .with("model name", (Object)
                        request.model().toAbsolutePath().normalize().getFileName())
                .with("chip spec", request.chip())
                .with("tokenizer", tokenizer)
                .with("calibration text", request.calibration())
                .with("evaluation text", request.evaluation())
                .with("numerics", (Object) (numerics == null ? request.numerics() : "file"))
                .with("numerics file", numerics)
                .with("exponential", (Object) request.exponential())
                .with("partitioner", (Object) request.partitioner())
                .with("partition seed", (Object) request.partitionSeed())
                .with("stopAfter", (Object) request.stopAfter())
                .with("firtool", request.firtool())
                .with("version of dsllm", (Object) request.version())
                .beside("build of dsllm", Workbench.digest());
    }
}
