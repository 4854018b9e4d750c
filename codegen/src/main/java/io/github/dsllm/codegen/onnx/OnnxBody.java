package io.github.dsllm.codegen.onnx;

import java.util.List;

/**
 * A graph as it stands in a file, or the graph of a branch; nothing has been checked.
 *
 * @param outputs names of values, in order; a branch may hand on values of the graph around it
 */
record OnnxBody(List<OnnxNode> nodes, List<OnnxTensor> initialisers, List<String> inputs, List<String> outputs) {
    OnnxBody {
        nodes = List.copyOf(nodes);
        initialisers = List.copyOf(initialisers);
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }
}
