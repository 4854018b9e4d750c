package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.partition.Block.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jgrapht.Graph;
import org.jgrapht.graph.AsUnmodifiableGraph;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleDirectedWeightedGraph;

/**
 * What a partitioner sees: the blocks of a model with their memory and work, and as edges the states that pass from one block to another per token. An
 * edge costs nothing where both ends share a tile; a block's states reach a tile once, however many readers it has there.
 */
public final class BlockGraph {
    private final Geometry geometry;
    private final int tiles;
    private final Graph<Block, DefaultWeightedEdge> graph =
            new SimpleDirectedWeightedGraph<>(DefaultWeightedEdge.class);
    private final Map<Kind, List<Block>> blocks = new EnumMap<>(Kind.class);

    /**
     * @param geometry the model on lanes
     * @param tiles tiles to fill
     * @param context positions of the core
     */
    public BlockGraph(Geometry geometry, int tiles, int context) {
        this.geometry = geometry;
        this.tiles = tiles;
        var shape = geometry.shape();
        long layers = shape.layers();
        long storedWords = shape.dim() * (geometry.keyBesideValue() ? 1L : 2L);
        add(Kind.HEADS, geometry.headGroups(), group -> {
            long words = layers * (shape.dim() + storedWords);
            long nodes = layers * geometry.headsOf(group) * shape.headSize();
            return new Block(Kind.HEADS, group, words, layers * context, words + layers * context, nodes);
        });
        add(Kind.RESIDUAL, geometry.residualGroups(), group -> {
            long words = layers * (geometry.attentionFanIn() + shape.hidden());
            long nodes = 2 * layers * geometry.validLanes(shape.dim(), group);
            return new Block(Kind.RESIDUAL, group, words, 0, words, nodes);
        });
        add(Kind.HIDDEN, geometry.hiddenGroups(), group -> {
            long words = 2 * layers * shape.dim();
            long nodes = layers * geometry.validLanes(shape.hidden(), group);
            return new Block(Kind.HIDDEN, group, words, 0, words, nodes);
        });
        add(Kind.VOCABULARY, geometry.vocabularyGroups(), group -> {
            long words = shape.dim() * (shape.tied() ? 1L : 2L);
            return new Block(
                    Kind.VOCABULARY, group, words, 0, shape.dim(), geometry.validLanes(shape.vocabulary(), group));
        });
        connect(Kind.HEADS, Kind.RESIDUAL, 1);
        connect(Kind.RESIDUAL, Kind.HEADS, 0.5);
        connect(Kind.RESIDUAL, Kind.HIDDEN, 0.5);
        connect(Kind.HIDDEN, Kind.RESIDUAL, 1);
        connect(Kind.RESIDUAL, Kind.VOCABULARY, 0.5 / layers);
    }

    public Geometry geometry() {
        return geometry;
    }

    public int tiles() {
        return tiles;
    }

    /** Blocks of a kind by their group. */
    public List<Block> blocks(Kind kind) {
        return blocks.getOrDefault(kind, List.of());
    }

    /** All blocks, and state words per token from one to another. */
    public Graph<Block, DefaultWeightedEdge> graph() {
        return new AsUnmodifiableGraph<>(graph);
    }

    private void add(Kind kind, int count, IntFunction<Block> block) {
        List<Block> made =
                new ArrayList<>(IntStream.range(0, count).mapToObj(block).toList());
        made.forEach(graph::addVertex);
        blocks.put(kind, List.copyOf(made));
    }

    private void connect(Kind from, Kind to, double share) {
        for (Block source : blocks(from)) {
            for (Block target : blocks(to)) {
                graph.setEdgeWeight(graph.addEdge(source, target), source.words() * share);
            }
        }
    }
}
