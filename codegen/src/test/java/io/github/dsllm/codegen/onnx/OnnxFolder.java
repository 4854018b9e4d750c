package io.github.dsllm.codegen.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.codegen.model.TinyArchitectures;
import io.github.dsllm.codegen.model.TinyConfigs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Graphs of tiny models in a folder as users have them, and what is read of them compared. */
record OnnxFolder(Path folder) {

    /** Writes graph and configuration; {@code change} may make the configuration wrong. */
    Path write(TinyArchitectures kind, byte[] graph, String name, Consumer<ObjectNode> change) throws IOException {
        ObjectNode config = TinyConfigs.of(kind);
        change.accept(config);
        Files.writeString(folder.resolve("config.json"), config.toString());
        Files.write(folder.resolve(name), graph);
        return folder;
    }

    Path write(TinyArchitectures kind, byte[] graph) throws IOException {
        return write(kind, graph, "model.onnx", config -> {});
    }

    /** Whether the first two rows of positions are never used. */
    static boolean skipsPositions(TinyArchitectures kind) {
        return kind == TinyArchitectures.OPT;
    }

    /** Equal in all bits. */
    static void requireTensors(LanguageModel read, Map<String, Tensor> expected) {
        assertThat(read.tensors().keySet()).containsExactlyElementsOf(expected.keySet());
        expected.forEach((name, tensor) -> {
            for (int row = 0; row < tensor.rows(); row++) {
                assertThat(read.tensors().get(name).row(row))
                        .as(name + " row " + row)
                        .isEqualTo(tensor.row(row));
            }
        });
    }
}
