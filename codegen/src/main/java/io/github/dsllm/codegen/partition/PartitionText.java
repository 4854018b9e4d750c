package io.github.dsllm.codegen.partition;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.nio.Attribute;
import org.jgrapht.nio.DefaultAttribute;
import org.jgrapht.nio.dot.DOTExporter;

/** A partition as JSON for tools and as DOT for pictures. */
public final class PartitionText {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private PartitionText() {}

    /** Owner of every block and the figures. */
    public static String json(BlockGraph blocks, Partition partition) {
        PartitionFigures figures = PartitionFigures.of(blocks, partition);
        ObjectNode root = JSON.createObjectNode();
        root.put("tiles", partition.tiles());
        root.put("cutWords", figures.cutWords());
        root.put("loadImbalance", figures.loadImbalance());
        for (Block.Kind kind : Block.Kind.values()) {
            root.set(kind.name().toLowerCase(Locale.ROOT), JSON.valueToTree(partition.owners(kind)));
        }
        try {
            return JSON.writeValueAsString(root) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Blocks with tile, memory and work; edges with state words per token. */
    public static String dot(BlockGraph blocks, Partition partition) {
        DOTExporter<Block, DefaultWeightedEdge> exporter =
                new DOTExporter<>(block -> block.kind().name().toLowerCase(Locale.ROOT) + "_" + block.index());
        exporter.setVertexAttributeProvider(block -> {
            Map<String, Attribute> attributes = new LinkedHashMap<>();
            int tile = partition.tileOf(block);
            attributes.put(
                    "label",
                    DefaultAttribute.createAttribute(block + "\\ntile " + tile + "\\n" + block.couplingWords()
                            + " coupling words\\n" + block.cycles() + " cycles"));
            attributes.put("colorscheme", DefaultAttribute.createAttribute("set312"));
            attributes.put("style", DefaultAttribute.createAttribute("filled"));
            attributes.put("fillcolor", DefaultAttribute.createAttribute(1 + tile % 12));
            return attributes;
        });
        exporter.setEdgeAttributeProvider(edge -> Map.of(
                "label",
                DefaultAttribute.createAttribute(
                        String.format(Locale.ROOT, "%.0f", blocks.graph().getEdgeWeight(edge)))));
        StringWriter text = new StringWriter();
        exporter.exportGraph(blocks.graph(), text);
        return text.toString().replace("\r\n", "\n");
    }
}
