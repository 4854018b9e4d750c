package io.github.dsllm.codegen.partition;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
        ArrayNode layers = root.putArray("layers");
        for (int layer = 0; layer < partition.layers().size(); layer++) {
            ObjectNode owners = layers.addObject();
            for (Block.Kind kind : Block.Kind.OF_A_LAYER) {
                owners.set(name(kind), JSON.valueToTree(partition.owners(kind, layer)));
            }
        }
        root.set(name(Block.Kind.VOCABULARY), JSON.valueToTree(partition.vocabularyGroups()));
        try {
            return JSON.writeValueAsString(root) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Blocks with tile, memory and work, hubs of exchanges as points; edges with state words per token. */
    public static String dot(BlockGraph blocks, Partition partition) {
        DOTExporter<Block, DefaultWeightedEdge> exporter = new DOTExporter<>(
                block -> name(block.kind()) + (block.layer() < 0 ? "" : "_" + block.layer()) + "_" + block.index());
        exporter.setVertexAttributeProvider(block -> {
            Map<String, Attribute> attributes = new LinkedHashMap<>();
            if (block.kind() == Block.Kind.EXCHANGE) {
                attributes.put("shape", DefaultAttribute.createAttribute("point"));
                return attributes;
            }
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

    private static String name(Block.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
