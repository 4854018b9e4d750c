package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The operators of a graph with their order checked: every value is made once, and before it is read. So there is no cycle, and whoever walks from a value to what it is made of
 * comes to an end.
 */
final class OnnxGraph {
    private static final int MOST_STEPS = 64;

    private final Path file;
    private final List<OnnxNode> nodes;
    private final Map<String, OnnxTensor> stored;
    private final Map<String, OnnxConstant> constants = new HashMap<>();
    private final Map<String, OnnxNode> producers = new HashMap<>();
    private final List<String> inputs;
    private final List<String> outputs;
    private final OnnxTensors tensors;
    private final String remark;

    private OnnxGraph(
            Path file,
            List<OnnxNode> nodes,
            Map<String, OnnxTensor> stored,
            List<String> inputs,
            List<String> outputs,
            String remark) {
        this.file = file;
        this.nodes = List.copyOf(nodes);
        this.stored = stored;
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        this.tensors = new OnnxTensors(file);
        this.remark = remark;
        stored.forEach((name, tensor) -> constants.put(name, tensors.constant(tensor)));
        nodes.forEach(node -> node.outputs().forEach(output -> producers.put(output, node)));
    }

    /** @throws UserError with every value that is made twice, or read before it is made */
    static OnnxGraph of(Path file, OnnxBody body) {
        List<String> problems = new ArrayList<>();
        Map<String, OnnxTensor> constants = new LinkedHashMap<>();
        for (OnnxTensor tensor : body.initialisers()) {
            if (constants.put(tensor.name(), tensor) != null) {
                problems.add("the tensor " + tensor.name() + " stands there twice");
            }
        }
        Set<String> made = new HashSet<>(constants.keySet());
        made.addAll(body.inputs());
        made.add("");
        for (OnnxNode node : body.nodes()) {
            for (String input : node.inputs()) {
                if (!made.contains(input)) {
                    problems.add(node.describe() + " reads " + input + " before it is made");
                }
            }
            for (String output : node.outputs()) {
                if (!output.isEmpty() && !made.add(output)) {
                    problems.add("the value " + output + " is made twice");
                }
            }
            if (node.is("Constant") && node.attributes().get("value") instanceof OnnxTensor tensor) {
                node.outputs().forEach(output -> constants.put(output, tensor.named(output)));
            }
        }
        if (!problems.isEmpty()) {
            throw new UserError(
                    file + " is damaged: " + Problems.list(problems) + "; perhaps you should export it again.");
        }
        return new OnnxGraph(file, body.nodes(), constants, body.inputs(), body.outputs(), "");
    }

    /**
     * The same with other operators.
     *
     * @param made further constants by the values that they give
     * @param what to say of the graph, behind the name of its format
     */
    OnnxGraph replaced(List<OnnxNode> operators, Map<String, OnnxConstant> made, String what) {
        OnnxGraph other = new OnnxGraph(file, operators, stored, inputs, outputs, what);
        other.constants.putAll(made);
        return other;
    }

    /** Whether weights were dequantised. */
    boolean isDequantised() {
        return !remark.isEmpty();
    }

    /** What to say of the graph, behind the name of its format; mostly nothing. */
    String remark() {
        return remark;
    }

    Path file() {
        return file;
    }

    List<OnnxNode> nodes() {
        return nodes;
    }

    List<String> inputs() {
        return inputs;
    }

    List<String> outputs() {
        return outputs;
    }

    /** Tensors of the file and of its constants. */
    Collection<OnnxTensor> initialisers() {
        return stored.values();
    }

    /** Reads the values of constants. */
    OnnxTensors tensors() {
        return tensors;
    }

    /** The operator that makes a value; empty for inputs and initialisers. */
    Optional<OnnxNode> producer(String value) {
        return Optional.ofNullable(producers.get(value));
    }

    /** The operator that makes a value if it is one of these. */
    Optional<OnnxNode> producer(String value, String... operators) {
        return producer(value).filter(node -> node.is(operators));
    }

    /** The tensor of the file behind a value. */
    Optional<OnnxTensor> stored(String value) {
        return Optional.ofNullable(stored.get(strip(value, "Identity")));
    }

    /** The constant behind a value, seen through operators that leave numbers as they are. */
    Optional<OnnxConstant> constant(String value) {
        return Optional.ofNullable(constants.get(strip(value, "Identity", "Cast")));
    }

    /** What a value was before these operators, which pass their first input. */
    String strip(String value, String... operators) {
        String current = value;
        for (int step = 0; step < MOST_STEPS; step++) {
            Optional<OnnxNode> node = producer(current, operators);
            if (node.isEmpty()) {
                return current;
            }
            current = node.get().input(0);
        }
        return current;
    }
}
