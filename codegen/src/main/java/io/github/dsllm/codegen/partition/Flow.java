package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.partition.Traffic.Vector;
import java.util.Arrays;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;

/**
 * States that travel per token: a group, or the share of one, that a tile makes and others read.
 *
 * @param layer the layer that makes them, −1 for embedding and logits
 * @param maker the tile that makes them
 * @param words states, a mean over all tokens
 * @param readers tiles that read them, the maker among them if it does
 */
public record Flow(int layer, int maker, double words, SortedSet<Integer> readers) {

    /** States that cross to another tile, counted once for each tile that reads them. */
    public double crossing() {
        return words * (readers.size() - (readers.contains(maker) ? 1 : 0));
    }

    /** Every flow of a partition, in the order in which a token makes them; the word of the token itself is left out. */
    public static void forEach(Geometry geometry, Partition partition, Consumer<Flow> action) {
        Traffic traffic = new Traffic(partition, geometry.shape());
        int dim = geometry.shape().dim();
        int hidden = geometry.shape().hidden();
        int headSize = geometry.shape().headSize();
        embedding(geometry, partition, traffic.embedding(), action);
        vector(-1, traffic.positioned(), group -> geometry.validLanes(dim, group), action);
        for (int layer = 0; layer < partition.layers().size(); layer++) {
            vector(layer, traffic.attention(layer), group -> geometry.headsOf(group) * headSize, action);
            vector(layer, traffic.betweenHalves(layer), group -> geometry.validLanes(dim, group), action);
            vector(layer, traffic.hidden(layer), group -> geometry.validLanes(hidden, group), action);
            vector(layer, traffic.afterLayer(layer), group -> geometry.validLanes(dim, group), action);
        }
        int vocabulary = geometry.shape().vocabulary();
        vector(-1, traffic.logits(), group -> geometry.validLanes(vocabulary, group), action);
    }

    private static void vector(int layer, Vector vector, IntUnaryOperator wordsOf, Consumer<Flow> action) {
        for (int group = 0; group < vector.makers().size(); group++) {
            action.accept(
                    new Flow(layer, vector.makers().get(group), wordsOf.applyAsInt(group), vector.readersOf(group)));
        }
    }

    /** The embedding comes from the tile of the token's row. */
    private static void embedding(Geometry geometry, Partition partition, Vector embedding, Consumer<Flow> action) {
        double[] share = new double[partition.tiles()];
        int vocabulary = geometry.shape().vocabulary();
        for (int tokens = 0; tokens < partition.vocabularyGroups().size(); tokens++) {
            int owner = partition.vocabularyGroups().get(tokens);
            share[owner] += (double) geometry.validLanes(vocabulary, tokens) / vocabulary;
        }
        int[] owners = partition.vocabularyGroups().stream()
                .distinct()
                .mapToInt(owner -> owner)
                .toArray();
        for (int group = 0; group < geometry.residualGroups(); group++) {
            SortedSet<Integer> readers = embedding.readersOf(group);
            int words = geometry.validLanes(geometry.shape().dim(), group);
            Arrays.stream(owners).forEach(owner -> action.accept(new Flow(-1, owner, share[owner] * words, readers)));
        }
    }
}
