package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.LayoutShape;
import io.github.dsllm.codegen.layout.Stage;
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
 * What a partitioner sees: the blocks of a model with their memory and work, and the states that pass between them per token.
 *
 * <p>In an exchange every reader needs the groups of every maker. Its edges are a star, so that a graph has some four edges per block and not the product of
 * makers and readers: each maker has an edge to the exchange's hub with the words that it makes, the hub has one to each reader with the words of the
 * whole vector, which is what a reader costs that is alone on its tile. Hubs weigh nothing and are not placed. Direct edges join the blocks of consecutive
 * layers that add to the same group. The cut of this graph is a guide; {@link PartitionFigures} count exactly.
 *
 * <p>Vertices: layers·(head groups + residual groups + hidden groups + 4) + token groups + 2; Llama2-7B on 128 lanes has 5,180.
 */
public final class BlockGraph {
    private static final int HUBS_OF_A_LAYER = 4;

    private final Geometry geometry;
    private final Site site;
    private final int context;
    private final Graph<Block, DefaultWeightedEdge> graph =
            new SimpleDirectedWeightedGraph<>(DefaultWeightedEdge.class);
    private final List<Map<Kind, List<Block>>> layers = new ArrayList<>();
    private final List<Block> vocabulary;
    private final Block sampler;
    private final List<Block> hubs = new ArrayList<>();

    /**
     * @param geometry the model on lanes
     * @param tiles tiles to fill, all of them there and boundless
     * @param context positions of the core
     */
    public BlockGraph(Geometry geometry, int tiles, int context) {
        this(geometry, Site.row(tiles), context);
    }

    /**
     * @param geometry the model on lanes
     * @param site the tiles to fill
     * @param context positions of the core
     */
    public BlockGraph(Geometry geometry, Site site, int context) {
        this.geometry = geometry;
        this.site = site;
        this.context = context;
        for (int layer = 0; layer < geometry.shape().layers(); layer++) {
            layers.add(layer(layer));
        }
        this.vocabulary = vocabulary();
        Block stream = exchange(-1, vocabulary, (double) geometry.shape().dim() / vocabulary.size());
        List<Block> before = List.of();
        for (int layer = 0; layer < layers.size(); layer++) {
            stream = through(layer, stream, before);
            before = blocks(Kind.RESIDUAL, layer);
        }
        spread(stream, vocabulary, geometry.shape().dim());
        this.sampler = exchange(-1, vocabulary, 0);
        for (Block tokens : vocabulary) {
            graph.setEdgeWeight(graph.getEdge(tokens, sampler), tokens.words());
        }
    }

    public Geometry geometry() {
        return geometry;
    }

    /** The tiles to fill. */
    public Site site() {
        return site;
    }

    /** Places for tiles, those of absent tiles included: a partition names tiles from 0 to one less. */
    public int tiles() {
        return site.places();
    }

    /** Positions of the core. */
    public int context() {
        return context;
    }

    /**
     * Blocks of a kind by their group.
     *
     * @param layer the layer, without meaning for the vocabulary
     */
    public List<Block> blocks(Kind kind, int layer) {
        return kind == Kind.VOCABULARY ? vocabulary : layers.get(layer).getOrDefault(kind, List.of());
    }

    /** All blocks that are to be placed, layer by layer, the vocabulary behind. */
    public List<Block> blocks() {
        List<Block> all = new ArrayList<>();
        for (Map<Kind, List<Block>> layer : layers) {
            Kind.OF_A_LAYER.forEach(kind -> all.addAll(layer.getOrDefault(kind, List.of())));
        }
        all.addAll(vocabulary);
        return all;
    }

    /** The hub to which all logits go: it stands for tile 0. */
    public Block sampler() {
        return sampler;
    }

    /** What stands in another layer where a block or hub of a layer stands in its own; what belongs to no layer stays. */
    Block inLayer(Block block, int layer) {
        if (block.layer() < 0) {
            return block;
        }
        return block.kind() == Kind.EXCHANGE
                ? hubs.get(block.index() + (layer - block.layer()) * HUBS_OF_A_LAYER)
                : blocks(block.kind(), layer).get(block.index());
    }

    /** Blocks and hubs, and state words per token from one to another. */
    public Graph<Block, DefaultWeightedEdge> graph() {
        return new AsUnmodifiableGraph<>(graph);
    }

    private Map<Kind, List<Block>> layer(int layer) {
        LayoutShape shape = geometry.shape();
        Map<Kind, List<Block>> blocks = new EnumMap<>(Kind.class);
        long storedWords = geometry.keyBesideValue()
                ? geometry.fanIn(Stage.KEY_VALUE)
                : (long) geometry.fanIn(Stage.KEY) + geometry.fanIn(Stage.VALUE);
        long words = geometry.fanIn(Stage.QUERY) + storedWords;
        blocks.put(
                Kind.HEADS,
                add(
                        geometry.headGroups(),
                        group -> new Block(
                                Kind.HEADS,
                                layer,
                                group,
                                words,
                                context,
                                words + context,
                                geometry.headsOf(group) * shape.headSize())));
        long rows = (long) geometry.fanIn(Stage.ATTENTION_OUTPUT)
                + geometry.fanIn(Stage.DOWN)
                + (layer == 0 ? geometry.fanIn(Stage.POSITION) : 0);
        long hidden = geometry.fanIn(Stage.GATE) + (shape.gated() ? (long) geometry.fanIn(Stage.UP) : 0);
        blocks.put(
                Kind.RESIDUAL,
                add(
                        geometry.residualGroups(),
                        group -> new Block(
                                Kind.RESIDUAL,
                                layer,
                                group,
                                rows,
                                0,
                                rows,
                                2.0 * geometry.validLanes(shape.dim(), group))));
        blocks.put(
                Kind.HIDDEN,
                add(
                        geometry.hiddenGroups(),
                        group -> new Block(
                                Kind.HIDDEN,
                                layer,
                                group,
                                hidden,
                                0,
                                hidden,
                                geometry.validLanes(shape.hidden(), group))));
        return blocks;
    }

    private List<Block> vocabulary() {
        LayoutShape shape = geometry.shape();
        long words = geometry.fanIn(Stage.HEAD) + (shape.tied() ? 0L : shape.dim());
        return add(
                geometry.vocabularyGroups(),
                group -> new Block(
                        Kind.VOCABULARY,
                        -1,
                        group,
                        words,
                        0,
                        geometry.fanIn(Stage.HEAD),
                        geometry.validLanes(shape.vocabulary(), group)));
    }

    private List<Block> add(int count, IntFunction<Block> block) {
        List<Block> made = IntStream.range(0, count).mapToObj(block).toList();
        made.forEach(graph::addVertex);
        return made;
    }

    /** Joins the blocks of a layer to the stream that enters it; returns the hub of the stream that leaves it. */
    private Block through(int layer, Block stream, List<Block> before) {
        LayoutShape shape = geometry.shape();
        List<Block> heads = blocks(Kind.HEADS, layer);
        List<Block> residual = blocks(Kind.RESIDUAL, layer);
        List<Block> gated = blocks(Kind.HIDDEN, layer);
        spread(stream, heads, shape.dim());
        if (shape.parallel()) {
            spread(stream, gated, shape.dim());
        }
        for (int group = 0; group < residual.size(); group++) {
            double words = geometry.validLanes(shape.dim(), group);
            Block source = before.isEmpty() ? stream : before.get(group);
            graph.setEdgeWeight(graph.addEdge(source, residual.get(group)), words);
        }
        spread(exchange(layer, heads, 0), residual, shape.heads() * shape.headSize());
        Block halves = exchange(layer, residual, 0);
        if (!shape.parallel()) {
            spread(halves, gated, shape.dim());
        }
        spread(exchange(layer, gated, 0), residual, shape.hidden());
        return exchange(layer, residual, 0);
    }

    /** A new hub that takes what each maker makes: the given words, or with 0 those of the block (half of them where it makes two vectors). */
    private Block exchange(int layer, List<Block> makers, double words) {
        Block hub = new Block(Kind.EXCHANGE, layer, hubs.size(), 0, 0, 0, 0);
        hubs.add(hub);
        graph.addVertex(hub);
        for (Block maker : makers) {
            double made = maker.kind() == Kind.RESIDUAL ? maker.words() / 2 : maker.words();
            graph.setEdgeWeight(graph.addEdge(maker, hub), words > 0 ? words : made);
        }
        return hub;
    }

    private void spread(Block hub, List<Block> readers, double words) {
        for (Block reader : readers) {
            graph.setEdgeWeight(graph.addEdge(hub, reader), words);
        }
    }
}
