package io.github.dsllm.codegen.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jgrapht.Graph;
import org.jgrapht.graph.AsUnmodifiableGraph;
import org.jgrapht.graph.DirectedAcyclicGraph;
import org.jgrapht.nio.Attribute;
import org.jgrapht.nio.DefaultAttribute;
import org.jgrapht.nio.dot.DOTExporter;

/**
 * The operators of a language model and the tensors between them as a directed acyclic graph; what one token at one position computes.
 *
 * <p>Needs no weights, so a shape alone has a graph. Operators come in order of evaluation; dumps are the same bytes for the same shape.
 */
public final class ModelGraph {
    private final ModelShape shape;
    private final Graph<Operator, Dataflow> graph;

    private ModelGraph(ModelShape shape, Graph<Operator, Dataflow> graph) {
        this.shape = shape;
        this.graph = graph;
    }

    /** Builds the graph of a model; O(layers). */
    public static ModelGraph of(ModelShape shape) {
        DirectedAcyclicGraph<Operator, Dataflow> graph = new DirectedAcyclicGraph<>(Dataflow.class);
        Map<String, Operator> writers = new LinkedHashMap<>();
        for (Operator operator : new TransformerOperators(shape).inOrder()) {
            graph.addVertex(operator);
            for (String input : operator.inputs()) {
                Operator writer = writers.get(input);
                if (writer != null) {
                    graph.addEdge(writer, operator, new Dataflow(writer.id(), operator.id(), input));
                }
            }
            writers.put(operator.output(), operator);
        }
        return new ModelGraph(shape, new AsUnmodifiableGraph<>(graph));
    }

    /** Sizes and constants of the model. */
    public ModelShape shape() {
        return shape;
    }

    /** The graph itself, unmodifiable; its sources are the embedding and, where there are, the learned positions, its only sink the arg-max. */
    public Graph<Operator, Dataflow> graph() {
        return graph;
    }

    /** All operators in order of evaluation. */
    public List<Operator> operators() {
        return List.copyOf(graph.vertexSet());
    }

    /** Multiply-accumulates with static weights per token. */
    public long staticMacs() {
        return operators().stream().mapToLong(Operator::macs).sum();
    }

    /** Multiply-accumulates of attention at {@code position} (from 0), which attends to {@code position + 1} positions. */
    public long attentionMacs(int position) {
        return operators().stream().mapToLong(Operator::macsPerPosition).sum() * (position + 1);
    }

    /** The graph in the language of Graphviz. */
    public String toDot() {
        DOTExporter<Operator, Dataflow> exporter = new DOTExporter<>(operator -> "o" + operator.id());
        exporter.setGraphIdProvider(() -> "model");
        exporter.setVertexAttributeProvider(operator -> {
            Map<String, Attribute> attributes = new LinkedHashMap<>();
            String macs = operator.macs() > 0 ? "\n" + operator.macs() + " MAC" : "";
            attributes.put("label", DefaultAttribute.createAttribute(operator.name() + "\n" + operator.kind() + macs));
            attributes.put("shape", DefaultAttribute.createAttribute("box"));
            return attributes;
        });
        exporter.setEdgeAttributeProvider(edge -> Map.of("label", DefaultAttribute.createAttribute(edge.tensor())));
        StringWriter dot = new StringWriter();
        exporter.exportGraph(graph, dot);
        return dot.toString().replace(System.lineSeparator(), "\n");
    }

    /** The shape, the operators and the edges as JSON. */
    public String toJson() {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.putPOJO("shape", shape);
        json.put("staticMacs", staticMacs()).put("attentionMacsPerPosition", attentionMacs(0));
        operators().forEach(json.putArray("operators")::addPOJO);
        graph.edgeSet().forEach(json.putArray("dataflow")::addPOJO);
        return json.toPrettyString().replace(System.lineSeparator(), "\n") + "\n";
    }
}
