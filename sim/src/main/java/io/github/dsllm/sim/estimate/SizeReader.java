package io.github.dsllm.sim.estimate;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Models;
import java.nio.file.Path;

/** Reads the sizes of a model as the other goals do. */
public final class SizeReader {
    private SizeReader() {}

    /**
     * Reads a folder or file; weights are not looked at.
     *
     * @throws UserError listing all that is missing or not supported
     */
    public static TransformerSize read(Path model) {
        ModelShape shape = Models.shape(model);
        return TransformerSize.of(shape)
                .orElseThrow(
                        () -> new UserError(
                                model + " has layers that dsllm:estimate has no stages for ("
                                        + shape.describe()
                                        + "): they are neither those of Llama, nor of GPT-2, nor of OPT; perhaps you should estimate one of these of the same size."));
    }
}
