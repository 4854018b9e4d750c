package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.model.ModelGraph;
import java.io.IOException;
import java.nio.file.Path;

/** The graph of the model for people and drawing programs: {@code graph.json} and {@code graph.dot}. */
final class ModelDumps {
    private ModelDumps() {}

    static void write(ModelGraph graph, Path folder) throws IOException {
        Outputs.write(folder.resolve("graph.json"), graph.toJson());
        Outputs.write(folder.resolve("graph.dot"), graph.toDot());
    }
}
