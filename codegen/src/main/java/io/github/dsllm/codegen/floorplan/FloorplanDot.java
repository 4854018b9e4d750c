package io.github.dsllm.codegen.floorplan;

import io.github.dsllm.codegen.floorplan.Floorplan.Link;
import io.github.dsllm.codegen.floorplan.Floorplan.Tile;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jgrapht.Graph;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleDirectedWeightedGraph;
import org.jgrapht.nio.Attribute;
import org.jgrapht.nio.DefaultAttribute;
import org.jgrapht.nio.dot.DOTExporter;

/** A floorplan as DOT: tiles in their places, links with their words. */
final class FloorplanDot {
    private static final int POINTS = 144;

    private FloorplanDot() {}

    static String of(Floorplan plan) {
        Graph<Tile, DefaultWeightedEdge> graph = new SimpleDirectedWeightedGraph<>(DefaultWeightedEdge.class);
        plan.tiles().forEach(graph::addVertex);
        for (Link link : plan.links()) {
            DefaultWeightedEdge edge =
                    graph.addEdge(plan.tiles().get(link.from()), plan.tiles().get(link.to()));
            graph.setEdgeWeight(edge, link.words());
        }
        DOTExporter<Tile, DefaultWeightedEdge> exporter = new DOTExporter<>(tile -> "tile" + tile.tile());
        exporter.setGraphAttributeProvider(() -> Map.of(
                "label",
                DefaultAttribute.createAttribute(
                        quoted(plan.model() + " on " + plan.chip() + ", " + plan.partitioner()))));
        exporter.setVertexAttributeProvider(tile -> {
            Map<String, Attribute> attributes = new LinkedHashMap<>();
            attributes.put("shape", DefaultAttribute.createAttribute("box"));
            attributes.put(
                    "pos", DefaultAttribute.createAttribute(tile.column() * POINTS + "," + -tile.row() * POINTS));
            attributes.put("style", DefaultAttribute.createAttribute(tile.absent() ? "dashed" : "solid"));
            attributes.put("label", DefaultAttribute.createAttribute(label(tile)));
            return attributes;
        });
        exporter.setEdgeAttributeProvider(edge ->
                Map.of("label", DefaultAttribute.createAttribute(String.valueOf((long) graph.getEdgeWeight(edge)))));
        StringWriter text = new StringWriter();
        exporter.exportGraph(graph, text);
        return text.toString().replace("\r\n", "\n");
    }

    /** The exporter quotes attributes of vertices and edges, but not those of the graph. */
    private static String quoted(String text) {
        return '"' + text.replaceAll("\\p{Cntrl}", " ").replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String label(Tile tile) {
        return "tile " + tile.tile()
                + (tile.absent()
                        ? " is absent"
                        : FloorplanSvg.holds(tile) + ", " + tile.load().cycles() + " cycles");
    }
}
