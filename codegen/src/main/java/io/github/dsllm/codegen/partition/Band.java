package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.partition.Block.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive layers that share parts of their own; the last band has the vocabulary, too, and its first part is part 0.
 *
 * @param first its first layer
 * @param end the layer behind its last one
 * @param firstPart number of its first part
 * @param parts how many it has, at least 1
 * @param isLast whether the vocabulary belongs to it
 */
record Band(int first, int end, int firstPart, int parts, boolean isLast) {

    /** Bands of about equally many layers, with parts in proportion to their coupling words; as many parts as there are tiles. */
    static List<Band> divide(BlockGraph blocks, int count) {
        int layers = blocks.geometry().shape().layers();
        int tiles = blocks.site().tiles().size();
        double all = blocks.blocks().stream().mapToLong(Block::couplingWords).sum();
        List<Band> bands = new ArrayList<>();
        double words = 0;
        int given = 0;
        for (int band = 0; band < count; band++) {
            int first = band * layers / count;
            int end = (band + 1) * layers / count;
            words += words(blocks, first, end);
            int left = count - 1 - band;
            int upTo = left == 0 ? tiles : (int) Math.round(tiles * words / all);
            int parts = Math.max(1, Math.min(tiles - left, upTo) - given);
            bands.add(new Band(first, end, given, parts, left == 0));
            given += parts;
        }
        return lastFirst(bands);
    }

    long layers() {
        return end - first;
    }

    private static double words(BlockGraph blocks, int first, int end) {
        double words = 0;
        for (int layer = first; layer < end; layer++) {
            for (Kind kind : Kind.OF_A_LAYER) {
                words += blocks.blocks(kind, layer).stream()
                        .mapToLong(Block::couplingWords)
                        .sum();
            }
        }
        return words;
    }

    /** The parts of the last band first, since it holds part 0. */
    private static List<Band> lastFirst(List<Band> bands) {
        int ofLast = bands.get(bands.size() - 1).parts();
        return bands.stream()
                .map(band -> new Band(
                        band.first, band.end, band.isLast ? 0 : band.firstPart + ofLast, band.parts, band.isLast))
                .toList();
    }
}
