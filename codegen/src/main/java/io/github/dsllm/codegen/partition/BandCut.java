package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.partition.Block.Kind;
import io.github.dsllm.codegen.partition.multilevel.InfeasiblePartitionException;
import io.github.dsllm.codegen.partition.multilevel.MultilevelPartitioner;
import io.github.dsllm.codegen.partition.multilevel.PartitionRequest;
import io.github.dsllm.codegen.partition.multilevel.VertexConstraint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jgrapht.Graph;
import org.jgrapht.alg.interfaces.PartitioningAlgorithm.Partitioning;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.SimpleWeightedGraph;

/**
 * The parts of one band by the multilevel partitioner: one set for all its layers, found on the graph of its first layer in which every edge weighs as much as
 * those of all layers together.
 */
final class BandCut implements BandedPartitioner.Cut {
    private static final int ATTEMPTS = 4;

    private final BlockGraph blocks;
    private final Band band;
    private final Map<Block, Integer> partOf;

    BandCut(BlockGraph blocks, Band band, boolean isLastResort) {
        this.blocks = blocks;
        this.band = band;
        this.partOf = cut(isLastResort);
    }

    @Override
    public Partition.Layer layer() {
        boolean sharesKeys = blocks.geometry().keyGroups() < blocks.geometry().headGroups();
        List<Integer> heads = parts(Kind.HEADS);
        return new Partition.Layer(
                sharesKeys ? heads : inTurns(heads), inTurns(parts(Kind.RESIDUAL)), inTurns(parts(Kind.HIDDEN)));
    }

    /** As many groups for each part as were given to it, but in turns: the groups that a reader waits for last are then made last. */
    private static List<Integer> inTurns(List<Integer> owners) {
        SortedMap<Integer, Integer> left = new TreeMap<>();
        owners.forEach(owner -> left.merge(owner, 1, Integer::sum));
        List<Integer> turns = new ArrayList<>();
        while (turns.size() < owners.size()) {
            left.forEach((owner, count) -> {
                if (count > 0) {
                    turns.add(owner);
                }
            });
            left.replaceAll((owner, count) -> count - 1);
        }
        return turns;
    }

    @Override
    public List<Integer> vocabulary() {
        List<Integer> parts = new ArrayList<>(parts(Kind.VOCABULARY));
        Collections.sort(parts);
        return parts;
    }

    private List<Integer> parts(Kind kind) {
        return blocks.blocks(kind, band.first()).stream()
                .map(block -> band.firstPart() + partOf.getOrDefault(block, 0))
                .toList();
    }

    private Map<Block, Integer> cut(boolean isLastResort) {
        Graph<Block, DefaultWeightedEdge> graph = graph();
        int parts = (int) Math.min(
                band.parts(),
                graph.vertexSet().stream().filter(BandCut::isPlaced).count());
        PartitionRequest<Block> free = request(graph, parts);
        PartitionRequest<Block> balanced = balanced(free);
        List<PartitionRequest<Block>> requests = new ArrayList<>();
        requests.add(within(balanced, parts));
        if (isLastResort) {
            requests.add(within(free, parts));
        }
        requests.add(balanced);
        for (PartitionRequest<Block> request : requests) {
            try {
                return numbers(new MultilevelPartitioner<>(graph, request).getPartitioning());
            } catch (InfeasiblePartitionException tooTight) {
                // The next request asks for less; what does not fit then is said by whoever checks capacities.
            }
        }
        return dealt(graph, parts);
    }

    private PartitionRequest<Block> request(Graph<Block, DefaultWeightedEdge> graph, int parts) {
        PartitionRequest<Block> request = PartitionRequest.<Block>into(parts)
                .withSeed(blocks.site().seed())
                .withAttempts(ATTEMPTS, 1);
        return graph.containsVertex(blocks.sampler()) ? request.withFixed(blocks.sampler(), 0) : request;
    }

    /** Settle slots of every stage by themselves, since a token waits for the busiest tile of each; the blocks of a stage have equally many, so they are counted. */
    private PartitionRequest<Block> balanced(PartitionRequest<Block> request) {
        PartitionRequest<Block> balanced = request;
        for (Kind kind : kinds()) {
            balanced = balanced.with(VertexConstraint.balanced(kind.name(), block -> block.kind() == kind ? 1 : 0, 0));
        }
        return balanced;
    }

    private PartitionRequest<Block> within(PartitionRequest<Block> request, int parts) {
        Site.Room room = blocks.site().room();
        PartitionRequest<Block> within = request;
        if (room.couplingWords() < Long.MAX_VALUE) {
            within = within.with(VertexConstraint.within(
                    "coupling words", this::couplingWords, filled(parts, room.couplingWords())));
        }
        if (room.keyValueRows() < Long.MAX_VALUE) {
            within = within.with(VertexConstraint.within(
                    "keys and values",
                    block -> block.keyValueRows() * band.layers(),
                    filled(parts, room.keyValueRows())));
        }
        return within;
    }

    private long couplingWords(Block block) {
        return block.couplingWords() * (block.layer() < 0 ? 1 : band.layers());
    }

    private List<Kind> kinds() {
        List<Kind> kinds = new ArrayList<>(Kind.OF_A_LAYER);
        if (band.isLast()) {
            kinds.add(Kind.VOCABULARY);
        }
        return kinds;
    }

    /** Blocks and hubs of the band as those of its first layer; edges between bands are left out. */
    private Graph<Block, DefaultWeightedEdge> graph() {
        Graph<Block, DefaultWeightedEdge> all = blocks.graph();
        Graph<Block, DefaultWeightedEdge> graph = new SimpleWeightedGraph<>(DefaultWeightedEdge.class);
        all.vertexSet().stream()
                .filter(block -> block.layer() == band.first() || (block.layer() < 0 && band.isLast()))
                .forEach(graph::addVertex);
        for (DefaultWeightedEdge edge : all.edgeSet()) {
            Block source = all.getEdgeSource(edge);
            Block target = all.getEdgeTarget(edge);
            if (isWithin(source) && isWithin(target)) {
                join(graph, folded(source), folded(target), all.getEdgeWeight(edge));
            }
        }
        return graph;
    }

    private static void join(Graph<Block, DefaultWeightedEdge> graph, Block one, Block other, double words) {
        if (!one.equals(other)) {
            DefaultWeightedEdge edge = graph.getEdge(one, other);
            if (edge == null) {
                graph.setEdgeWeight(graph.addEdge(one, other), words);
            } else {
                graph.setEdgeWeight(edge, graph.getEdgeWeight(edge) + words);
            }
        }
    }

    private boolean isWithin(Block block) {
        return block.layer() < 0 ? band.isLast() : block.layer() >= band.first() && block.layer() < band.end();
    }

    private Block folded(Block block) {
        return blocks.inLayer(block, band.first());
    }

    private static boolean isPlaced(Block block) {
        return block.kind() != Kind.EXCHANGE;
    }

    private static Map<Block, Integer> numbers(Partitioning<Block> partitioning) {
        Map<Block, Integer> numbers = new LinkedHashMap<>();
        for (int part = 0; part < partitioning.getNumberPartitions(); part++) {
            Set<Block> members = partitioning.getPartition(part);
            for (Block block : members) {
                numbers.put(block, part);
            }
        }
        return numbers;
    }

    /** An adjacent share of each kind for every part. */
    private static Map<Block, Integer> dealt(Graph<Block, DefaultWeightedEdge> graph, int parts) {
        Map<Kind, List<Block>> kinds = new LinkedHashMap<>();
        graph.vertexSet()
                .forEach(block -> kinds.computeIfAbsent(block.kind(), kind -> new ArrayList<>())
                        .add(block));
        Map<Block, Integer> numbers = new LinkedHashMap<>();
        kinds.values().forEach(members -> {
            for (int index = 0; index < members.size(); index++) {
                numbers.put(members.get(index), (int) ((long) index * parts / members.size()));
            }
        });
        return numbers;
    }

    private static long[] filled(int parts, long value) {
        long[] filled = new long[parts];
        Arrays.fill(filled, value);
        return filled;
    }
}
