package io.github.dsllm.codegen.onnx;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which values of a graph carry what was looked up for the tokens, and which are only masks, positions and sizes: the first ones are the data that flows through the layers. */
final class TokenFlow {
    private final Set<String> data = new HashSet<>();

    TokenFlow(OnnxGraph graph) {
        Set<String> tokens = new HashSet<>();
        tokens.add(
                graph.inputs().contains("input_ids")
                        ? "input_ids"
                        : graph.inputs().stream().findFirst().orElse(""));
        for (OnnxNode node : graph.nodes()) {
            if (node.is("Shape", "Size")) {
                continue;
            }
            boolean readsTokens = node.inputs().stream().anyMatch(tokens::contains);
            if (node.inputs().stream().anyMatch(data::contains) || readsTokens && isLookUp(graph, node)) {
                data.addAll(node.outputs());
            } else if (readsTokens) {
                tokens.addAll(node.outputs());
            }
        }
        data.remove("");
    }

    private static boolean isLookUp(OnnxGraph graph, OnnxNode node) {
        return node.is("EmbedLayerNormalization")
                || node.is("Gather")
                        && graph.constant(node.input(0))
                                .filter(OnnxConstant::isReal)
                                .isPresent();
    }

    boolean carries(String value) {
        return data.contains(value);
    }

    /** The inputs of an operator through which data flows. */
    List<String> inputs(OnnxNode node) {
        return node.inputs().stream().filter(data::contains).distinct().toList();
    }
}
