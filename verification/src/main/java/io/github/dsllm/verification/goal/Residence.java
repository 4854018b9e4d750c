package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.image.TileImage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Where each operator of the model lives: which of its outputs which tile makes.
 *
 * @param rows operators in the order in which tile 0 executes them, with coupled work only
 */
public record Residence(List<Row> rows) {

    /**
     * One operator.
     *
     * @param ranges outputs by tile, such as "0–15, 64–79"
     * @param elements number of outputs by tile
     * @param macs static multiply-accumulates by tile
     */
    public record Row(
            int layer,
            String operator,
            Map<Integer, String> ranges,
            Map<Integer, Integer> elements,
            Map<Integer, Long> macs) {
        /** Number of outputs of the operator. */
        public int total() {
            return elements.values().stream().mapToInt(count -> count).sum();
        }
    }

    private record Key(int layer, String operator) {}

    /** Reads the operator tags of all tiles. */
    public static Residence of(ChipImage image) {
        return of(image.tiles().stream().map(TileImage::operators).toList());
    }

    /** Reads the operator tags of all tiles, by tile. */
    static Residence of(List<List<OperatorTag>> tags) {
        Map<Key, Map<Integer, List<OperatorTag>>> operators = new LinkedHashMap<>();
        for (int tile = 0; tile < tags.size(); tile++) {
            for (OperatorTag tag : tags.get(tile)) {
                if (tag.macs() + tag.macsPerPosition() > 0 && tag.firstElement() >= 0) {
                    operators
                            .computeIfAbsent(new Key(tag.layer(), tag.operator()), key -> new TreeMap<>())
                            .computeIfAbsent(tile, each -> new ArrayList<>())
                            .add(tag);
                }
            }
        }
        List<Row> rows = new ArrayList<>();
        operators.forEach((key, tiles) -> rows.add(row(key, tiles)));
        return new Residence(List.copyOf(rows));
    }

    /** Operators with the outputs that each tile makes, for people. */
    String toText() {
        StringBuilder text = new StringBuilder();
        for (Row row : rows) {
            text.append(row.layer() < 0 ? "" : "layer " + row.layer() + " ")
                    .append(row.operator())
                    .append('\n');
            row.ranges()
                    .forEach((tile, range) -> text.append("  tile ")
                            .append(tile)
                            .append(": ")
                            .append(range)
                            .append('\n'));
        }
        return text.toString();
    }

    private static Row row(Key key, Map<Integer, List<OperatorTag>> tiles) {
        Map<Integer, String> ranges = new TreeMap<>();
        Map<Integer, Integer> elements = new TreeMap<>();
        Map<Integer, Long> macs = new TreeMap<>();
        tiles.forEach((tile, tags) -> {
            ranges.put(tile, ranges(tags));
            elements.put(tile, tags.stream().mapToInt(OperatorTag::elements).sum());
            macs.put(tile, tags.stream().mapToLong(OperatorTag::macs).sum());
        });
        return new Row(key.layer(), key.operator(), ranges, elements, macs);
    }

    private static String ranges(List<OperatorTag> tags) {
        List<int[]> joined = new ArrayList<>();
        for (OperatorTag tag : tags) {
            int[] last = joined.isEmpty() ? new int[] {0, -1} : joined.get(joined.size() - 1);
            if (!joined.isEmpty() && last[1] == tag.firstElement()) {
                last[1] += tag.elements();
            } else {
                joined.add(new int[] {tag.firstElement(), tag.firstElement() + tag.elements()});
            }
        }
        return joined.stream().map(range -> range[0] + "–" + (range[1] - 1)).collect(Collectors.joining(", "));
    }
}
