package io.github.dsllm.codegen.floorplan;

import io.github.dsllm.codegen.assemble.Placement;
import io.github.dsllm.codegen.floorplan.Floorplan.Link;
import io.github.dsllm.codegen.partition.Flow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the links between neighbours carry: a group goes along the row of its maker as far as it is read, and from there along the columns in which it is read (docs/core.md §2).
 */
final class LinkLoads {
    private static final int NORTH = 0;
    private static final int WEST = 1;
    private static final int EAST = 2;
    private static final int SOUTH = 3;
    private static final int SIDES = 4;

    private final int columns;
    private final double[] words; // (tiles, sides)
    private final int[] top; // (columns)
    private final int[] bottom; // (columns)

    private LinkLoads(int tiles, int columns) {
        this.columns = columns;
        this.words = new double[tiles * SIDES];
        this.top = new int[columns];
        this.bottom = new int[columns];
    }

    /** Links that carry anything; O(flows · (readers + links on the way)). */
    static List<Link> of(Placement placement) {
        int columns = placement.blocks().site().mesh().width();
        LinkLoads loads = new LinkLoads(placement.partition().tiles(), columns);
        Flow.forEach(placement.blocks().geometry(), placement.partition(), loads::add);
        return loads.links();
    }

    private void add(Flow flow) {
        int row = flow.maker() / columns;
        int column = flow.maker() % columns;
        int first = column;
        int last = column;
        Arrays.fill(top, row);
        Arrays.fill(bottom, row);
        for (int reader : flow.readers()) {
            int at = reader % columns;
            first = Math.min(first, at);
            last = Math.max(last, at);
            top[at] = Math.min(top[at], reader / columns);
            bottom[at] = Math.max(bottom[at], reader / columns);
        }
        for (int at = first; at <= last; at++) {
            if (at != column) {
                carry(row * columns + at - Integer.signum(at - column), at < column ? WEST : EAST, flow.words());
            }
            for (int r = row; r > top[at]; r--) {
                carry(r * columns + at, NORTH, flow.words());
            }
            for (int r = row; r < bottom[at]; r++) {
                carry(r * columns + at, SOUTH, flow.words());
            }
        }
    }

    private void carry(int from, int side, double more) {
        words[from * SIDES + side] += more;
    }

    private List<Link> links() {
        int[] steps = {-columns, -1, 1, columns};
        List<Link> links = new ArrayList<>();
        for (int index = 0; index < words.length; index++) {
            if (words[index] > 0) {
                int from = index / SIDES;
                links.add(new Link(from, from + steps[index % SIDES], Math.max(1, Math.round(words[index]))));
            }
        }
        return links;
    }
}
