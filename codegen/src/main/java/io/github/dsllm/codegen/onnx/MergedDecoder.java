package io.github.dsllm.codegen.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Unfolds decoders that Optimum has merged: one {@code If} on an input of the graph has the first pass and the pass with a cache as its branches, and both read the weights of the graph
 * around them. Both compute the same, so one is enough.
 */
final class MergedDecoder {
    /** Where the condition is false, there is no cache yet. */
    private static final String WITHOUT_CACHE = "else_branch";

    private static final String WITH_CACHE = "then_branch";

    private MergedDecoder() {}

    /** The graph itself, or the graphs that it has within: the pass without a cache first. */
    static List<OnnxBody> unfolded(OnnxBody merged) {
        boolean isMerged = merged.nodes().stream().anyMatch(node -> isChoice(merged, node));
        return isMerged ? List.of(with(merged, WITHOUT_CACHE), with(merged, WITH_CACHE)) : List.of(merged);
    }

    private static boolean isChoice(OnnxBody body, OnnxNode node) {
        return node.is("If")
                && body.inputs().contains(node.input(0))
                && branch(node, WITHOUT_CACHE).isPresent()
                && branch(node, WITH_CACHE).isPresent();
    }

    private static Optional<OnnxBody> branch(OnnxNode choice, String name) {
        return choice.attributes().get(name) instanceof OnnxBody body
                        && body.outputs().size() >= choice.outputs().size()
                ? Optional.of(body)
                : Optional.empty();
    }

    private static OnnxBody with(OnnxBody merged, String name) {
        List<OnnxNode> nodes = new ArrayList<>();
        List<OnnxTensor> initialisers = new ArrayList<>(merged.initialisers());
        for (OnnxNode node : merged.nodes()) {
            if (!isChoice(merged, node)) {
                nodes.add(node);
                continue;
            }
            OnnxBody branch = branch(node, name).orElseThrow();
            nodes.addAll(branch.nodes());
            initialisers.addAll(branch.initialisers());
            for (int i = 0; i < node.outputs().size(); i++) {
                handOn(branch.outputs().get(i), node.outputs().get(i), nodes);
            }
        }
        return new OnnxBody(nodes, initialisers, merged.inputs(), merged.outputs());
    }

    /** Optimum gives an output of a branch the name that it has outside. */
    private static void handOn(String inner, String outer, List<OnnxNode> nodes) {
        if (!inner.equals(outer) && !outer.isEmpty()) {
            nodes.add(new OnnxNode("", "", "Identity", List.of(inner), List.of(outer), Map.of()));
        }
    }
}
