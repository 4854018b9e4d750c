package io.github.dsllm.codegen.partition.multilevel;

import java.util.Arrays;

/**
 * A partition under change: loads, cut, the vertices at a border, and for each of them the weight of its edges into every part that it touches.
 *
 * <p>Built in O(edges). A move costs O(degree * t), t being the parts that a neighbour touches, at most min(degree, parts).
 */
final class PartitionState {
    final CompressedGraph graph;
    final Limits limits;
    final int[] part; // (vertices)
    final long[] loads; // (parts * constraints)
    /** Weight of the edges of a vertex into its own part. */
    final int[] inner; // (vertices)
    /** Weight of the edges of a vertex into other parts. */
    final int[] outer; // (vertices)
    /** Where the list of touched parts of a vertex begins. */
    final int[] touchedFirst; // (vertices)
    /** How many other parts a vertex touches. */
    final int[] touchedCount; // (vertices)
    /** Touched parts, by vertex. */
    final int[] touchedPart;
    /** Weight of the edges into a touched part. */
    final int[] touchedWeight;
    /** Vertices with an edge into another part, in no order. */
    final int[] border; // (vertices)

    int borderSize;
    private final int[] borderIndex; // (vertices)
    private final int constraints;
    private long cut;

    /** Takes over {@code part}, which has a part for every vertex. */
    PartitionState(CompressedGraph graph, Limits limits, int[] part) {
        this.graph = graph;
        this.limits = limits;
        this.part = part;
        this.constraints = graph.constraints();
        int vertices = graph.vertices();
        loads = new long[limits.parts() * constraints];
        inner = new int[vertices];
        outer = new int[vertices];
        touchedFirst = new int[vertices];
        touchedCount = new int[vertices];
        border = new int[vertices];
        borderIndex = new int[vertices];
        int places = 0;
        for (int vertex = 0; vertex < vertices; vertex++) {
            touchedFirst[vertex] = places;
            places += Math.min(graph.degree(vertex), limits.parts() - 1);
            addLoad(vertex, part[vertex], 1);
        }
        touchedPart = new int[places];
        touchedWeight = new int[places];
        connect();
    }

    private void connect() {
        int[] first = graph.first();
        int[] neighbour = graph.neighbour();
        int[] weight = graph.weight();
        long twice = 0;
        for (int vertex = 0; vertex < part.length; vertex++) {
            int own = part[vertex];
            int inside = 0;
            int outside = 0;
            for (int edge = first[vertex]; edge < first[vertex + 1]; edge++) {
                int other = part[neighbour[edge]];
                if (other == own) {
                    inside += weight[edge];
                } else {
                    outside += weight[edge];
                    addTouched(vertex, other, weight[edge]);
                }
            }
            inner[vertex] = inside;
            outer[vertex] = outside;
            twice += outside;
            borderIndex[vertex] = -1;
            if (outside > 0) {
                enterBorder(vertex);
            }
        }
        cut = twice / 2;
    }

    /** Weight of all edges between parts. */
    long cut() {
        return cut;
    }

    /** Whether a part has room for a vertex under every constraint. */
    boolean fits(int vertex, int to) {
        long[] load = graph.load();
        long[] limit = limits.limit();
        int base = to * constraints;
        int mine = vertex * constraints;
        for (int constraint = 0; constraint < constraints; constraint++) {
            if (loads[base + constraint] + load[mine + constraint] > limit[base + constraint]) {
                return false;
            }
        }
        return true;
    }

    boolean isOverloaded(int which) {
        for (int index = which * constraints; index < (which + 1) * constraints; index++) {
            if (loads[index] > limits.limit()[index]) {
                return true;
            }
        }
        return false;
    }

    /** Load above the limits, each constraint as a share of the load of the whole graph; 0 if every limit is kept. */
    double overload() {
        double sum = 0;
        long[] total = null;
        for (int index = 0; index < loads.length; index++) {
            if (loads[index] > limits.limit()[index]) {
                total = total == null ? graph.totalLoad() : total;
                sum += (double) (loads[index] - limits.limit()[index]) / total[index % constraints];
            }
        }
        return sum;
    }

    /** The fullest constraint of a part as a share of its limit; 0 where the limit is 0. */
    double fill(int which) {
        double fill = 0;
        for (int index = which * constraints; index < (which + 1) * constraints; index++) {
            fill = Math.max(fill, (double) loads[index] / Math.max(1, limits.limit()[index]));
        }
        return fill;
    }

    /** Weight of the edges of a vertex into a part that is not its own. */
    int weightInto(int vertex, int which) {
        int begin = touchedFirst[vertex];
        for (int place = begin; place < begin + touchedCount[vertex]; place++) {
            if (touchedPart[place] == which) {
                return touchedWeight[place];
            }
        }
        return 0;
    }

    /** Moves a vertex to another part. */
    void move(int vertex, int to) {
        int from = part[vertex];
        addLoad(vertex, from, -1);
        addLoad(vertex, to, 1);
        part[vertex] = to;
        int oldInner = inner[vertex];
        int newInner = weightInto(vertex, to);
        cut += oldInner - newInner;
        if (newInner > 0) {
            subtractTouched(vertex, to, newInner);
        }
        if (oldInner > 0) {
            addTouched(vertex, from, oldInner);
        }
        inner[vertex] = newInner;
        outer[vertex] += oldInner - newInner;
        keepBorder(vertex);

        int[] neighbour = graph.neighbour();
        int[] weight = graph.weight();
        int end = graph.first()[vertex + 1];
        for (int edge = graph.first()[vertex]; edge < end; edge++) {
            int other = neighbour[edge];
            int heavy = weight[edge];
            int place = part[other];
            if (place == from) {
                inner[other] -= heavy;
                outer[other] += heavy;
                addTouched(other, to, heavy);
                if (borderIndex[other] < 0) {
                    enterBorder(other);
                }
            } else if (place == to) {
                inner[other] += heavy;
                outer[other] -= heavy;
                subtractTouched(other, from, heavy);
                if (outer[other] == 0) {
                    leaveBorder(other);
                }
            } else {
                subtractTouched(other, from, heavy);
                addTouched(other, to, heavy);
            }
        }
    }

    private void addLoad(int vertex, int to, int sign) {
        long[] load = graph.load();
        for (int constraint = 0; constraint < constraints; constraint++) {
            loads[to * constraints + constraint] += sign * load[vertex * constraints + constraint];
        }
    }

    private void addTouched(int vertex, int which, int heavy) {
        int begin = touchedFirst[vertex];
        int end = begin + touchedCount[vertex];
        for (int place = begin; place < end; place++) {
            if (touchedPart[place] == which) {
                touchedWeight[place] += heavy;
                return;
            }
        }
        touchedPart[end] = which;
        touchedWeight[end] = heavy;
        touchedCount[vertex]++;
    }

    private void subtractTouched(int vertex, int which, int heavy) {
        int place = touchedFirst[vertex];
        while (touchedPart[place] != which) {
            place++;
        }
        touchedWeight[place] -= heavy;
        if (touchedWeight[place] == 0) {
            int last = touchedFirst[vertex] + --touchedCount[vertex];
            touchedPart[place] = touchedPart[last];
            touchedWeight[place] = touchedWeight[last];
        }
    }

    private void keepBorder(int vertex) {
        if (outer[vertex] > 0 && borderIndex[vertex] < 0) {
            enterBorder(vertex);
        } else if (outer[vertex] == 0 && borderIndex[vertex] >= 0) {
            leaveBorder(vertex);
        }
    }

    private void enterBorder(int vertex) {
        borderIndex[vertex] = borderSize;
        border[borderSize++] = vertex;
    }

    private void leaveBorder(int vertex) {
        int last = border[--borderSize];
        border[borderIndex[vertex]] = last;
        borderIndex[last] = borderIndex[vertex];
        borderIndex[vertex] = -1;
    }

    /** The parts as they are now. */
    int[] copyOfParts() {
        return Arrays.copyOf(part, part.length);
    }
}
