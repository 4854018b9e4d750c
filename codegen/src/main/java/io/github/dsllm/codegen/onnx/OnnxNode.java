package io.github.dsllm.codegen.onnx;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An operator of a graph.
 *
 * @param domain empty for the operators of ONNX itself
 * @param inputs names of values; an empty name is an input that was left out
 * @param outputs names of values, possibly empty
 * @param attributes Long, Float, String, {@code List<Long>}, {@code List<Float>}, {@link OnnxTensor} or {@link OnnxBody} by name
 */
record OnnxNode(
        String name,
        String domain,
        String operator,
        List<String> inputs,
        List<String> outputs,
        Map<String, Object> attributes) {

    private static final String CONTRIBUTED = "com.microsoft";

    OnnxNode {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        attributes = Map.copyOf(attributes);
    }

    /** Whether it is one of these operators, of ONNX or of ONNX Runtime. */
    boolean is(String... operators) {
        return isKnownDomain() && List.of(operators).contains(operator);
    }

    boolean isContributed() {
        return domain.equals(CONTRIBUTED);
    }

    private boolean isKnownDomain() {
        return domain.isEmpty() || domain.equals("ai.onnx") || isContributed();
    }

    /** The operator with the domain that defines it. */
    String fullOperator() {
        return domain.isEmpty() ? operator : domain + "." + operator;
    }

    /** An input by place, empty where it was left out. */
    String input(int place) {
        return place < inputs.size() ? inputs.get(place) : "";
    }

    long integer(String attribute, long otherwise) {
        return attributes.get(attribute) instanceof Long value ? value : otherwise;
    }

    double real(String attribute, double otherwise) {
        return attributes.get(attribute) instanceof Float value ? value : otherwise;
    }

    String text(String attribute, String otherwise) {
        return attributes.get(attribute) instanceof String value ? value : otherwise;
    }

    Optional<List<Long>> integers(String attribute) {
        return attributes.get(attribute) instanceof List<?> list
                        && list.stream().allMatch(Long.class::isInstance)
                ? Optional.of(list.stream().map(Long.class::cast).toList())
                : Optional.empty();
    }

    /** For messages: the operator and, if it has one, its name. */
    String describe() {
        return name.isEmpty() ? fullOperator() + " that makes " + outputs : fullOperator() + " " + name;
    }
}
