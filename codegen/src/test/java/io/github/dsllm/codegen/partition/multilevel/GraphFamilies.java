package io.github.dsllm.codegen.partition.multilevel;

import java.util.Arrays;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** Graphs of well-known families, the same for the same arguments; all vertices and edges weigh 1 unless said otherwise. */
final class GraphFamilies {
    private GraphFamilies() {}

    /** Collects edges; parallel ones are merged, loops dropped. */
    private static final class Edges {
        private int[] ends = new int[1024];
        private int count;

        void add(int one, int other) {
            if (one == other) {
                return;
            }
            if (count + 2 > ends.length) {
                ends = Arrays.copyOf(ends, 2 * ends.length);
            }
            ends[count++] = one;
            ends[count++] = other;
        }

        CompressedGraph graph(int vertices) {
            long[] keys = new long[count];
            for (int index = 0; index < count; index += 2) {
                keys[index] = ((long) ends[index] << 32) | ends[index + 1];
                keys[index + 1] = ((long) ends[index + 1] << 32) | ends[index];
            }
            Arrays.sort(keys);
            long[] unique = Arrays.stream(keys).distinct().toArray();
            int[] first = new int[vertices + 1];
            int[] neighbour = new int[unique.length];
            for (int index = 0; index < unique.length; index++) {
                first[(int) (unique[index] >>> 32) + 1]++;
                neighbour[index] = (int) unique[index];
            }
            for (int vertex = 0; vertex < vertices; vertex++) {
                first[vertex + 1] += first[vertex];
            }
            int[] weight = new int[unique.length];
            Arrays.fill(weight, 1);
            long[] load = new long[vertices];
            Arrays.fill(load, 1);
            int[] fixed = new int[vertices];
            Arrays.fill(fixed, CompressedGraph.FREE);
            return new CompressedGraph(1, first, neighbour, weight, load, fixed);
        }
    }

    /** A width x height x depth grid; with {@code around}, opposite sides touch; with {@code diagonals}, so do cells that share a corner. */
    static CompressedGraph mesh(int width, int height, int depth, boolean around, boolean diagonals) {
        Edges edges = new Edges();
        for (int z = 0; z < depth; z++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    for (int step = 14; step < 27; step++) {
                        int dx = step % 3 - 1;
                        int dy = step / 3 % 3 - 1;
                        int dz = step / 9 - 1;
                        if (!diagonals && Math.abs(dx) + Math.abs(dy) + Math.abs(dz) != 1) {
                            continue;
                        }
                        int tx = x + dx;
                        int ty = y + dy;
                        int tz = z + dz;
                        if (around) {
                            tx = Math.floorMod(tx, width);
                            ty = Math.floorMod(ty, height);
                            tz = Math.floorMod(tz, depth);
                        }
                        if (tx >= 0 && tx < width && ty >= 0 && ty < height && tz >= 0 && tz < depth) {
                            edges.add((z * height + y) * width + x, (tz * height + ty) * width + tx);
                        }
                    }
                }
            }
        }
        return edges.graph(width * height * depth);
    }

    /** Random points of the unit square, joined where they are nearer than the radius that gives {@code degree} neighbours on average. */
    static CompressedGraph geometric(int vertices, double degree, long seed) {
        Random random = new Random(seed);
        double radius = Math.sqrt(degree / (Math.PI * vertices));
        int cells = (int) (1 / radius);
        double[] xs = random.doubles(vertices).toArray();
        double[] ys = random.doubles(vertices).toArray();
        int[] head = new int[cells * cells];
        Arrays.fill(head, -1);
        int[] next = new int[vertices];
        Edges edges = new Edges();
        for (int vertex = 0; vertex < vertices; vertex++) {
            int column = (int) (xs[vertex] * cells);
            int row = (int) (ys[vertex] * cells);
            for (int y = Math.max(0, row - 1); y <= Math.min(cells - 1, row + 1); y++) {
                for (int x = Math.max(0, column - 1); x <= Math.min(cells - 1, column + 1); x++) {
                    for (int other = head[y * cells + x]; other >= 0; other = next[other]) {
                        if (Math.hypot(xs[vertex] - xs[other], ys[vertex] - ys[other]) < radius) {
                            edges.add(vertex, other);
                        }
                    }
                }
            }
            next[vertex] = head[row * cells + column];
            head[row * cells + column] = vertex;
        }
        return edges.graph(vertices);
    }

    /** Preferential attachment (A. Barabasi, R. Albert, 1999): every vertex joins {@code links} earlier ends of edges. */
    static CompressedGraph preferential(int vertices, int links, long seed) {
        Random random = new Random(seed);
        int[] ends = new int[2 * vertices * links];
        int count = 0;
        Edges edges = new Edges();
        for (int vertex = 1; vertex < vertices; vertex++) {
            int before = count;
            for (int link = 0; link < links; link++) {
                int other = before == 0 ? 0 : ends[random.nextInt(before)];
                edges.add(vertex, other);
                ends[count++] = vertex;
                ends[count++] = other;
            }
        }
        return edges.graph(vertices);
    }

    /** Recursive quadrants (D. Chakrabarti et al., R-MAT, 2004) with probabilities 0.57, 0.19, 0.19, 0.05; many vertices are alone. */
    static CompressedGraph recursiveMatrix(int scale, int edgesPerVertex, long seed) {
        Random random = new Random(seed);
        Edges edges = new Edges();
        for (long edge = 0; edge < (long) edgesPerVertex << scale; edge++) {
            int one = 0;
            int other = 0;
            for (int bit = 0; bit < scale; bit++) {
                double dice = random.nextDouble();
                one = 2 * one + (dice >= 0.76 ? 1 : 0);
                other = 2 * other + (dice >= 0.95 || (dice >= 0.57 && dice < 0.76) ? 1 : 0);
            }
            edges.add(one, other);
        }
        return edges.graph(1 << scale);
    }

    /** A ring of {@code degree} neighbours with a share of rewired edges (D. Watts, S. Strogatz, 1998). */
    static CompressedGraph smallWorld(int vertices, int degree, double rewired, long seed) {
        Random random = new Random(seed);
        Edges edges = new Edges();
        for (int vertex = 0; vertex < vertices; vertex++) {
            for (int step = 1; step <= degree / 2; step++) {
                boolean wire = random.nextDouble() < rewired;
                edges.add(vertex, wire ? random.nextInt(vertices) : (vertex + step) % vertices);
            }
        }
        return edges.graph(vertices);
    }

    /** A tree by the parent of every vertex but vertex 0. */
    static CompressedGraph tree(int vertices, IntUnaryOperator parent) {
        Edges edges = new Edges();
        for (int vertex = 1; vertex < vertices; vertex++) {
            edges.add(vertex, parent.applyAsInt(vertex));
        }
        return edges.graph(vertices);
    }

    /** A tree whose vertices have a random earlier parent. */
    static CompressedGraph randomTree(int vertices, long seed) {
        Random random = new Random(seed);
        return tree(vertices, random::nextInt);
    }

    /** Every pair is joined with the same probability. */
    static CompressedGraph random(int vertices, double degree, long seed) {
        Random random = new Random(seed);
        Edges edges = new Edges();
        for (long edge = 0; edge < vertices * degree / 2; edge++) {
            edges.add(random.nextInt(vertices), random.nextInt(vertices));
        }
        return edges.graph(vertices);
    }

    /** The same graph with random weights of vertices and edges from 1 to the given bounds. */
    static CompressedGraph weighted(CompressedGraph graph, int vertexBound, int edgeBound, long seed) {
        Random random = new Random(seed);
        int[] weight = new int[graph.weight().length];
        for (int vertex = 0; vertex < graph.vertices(); vertex++) {
            for (int edge = graph.first()[vertex]; edge < graph.first()[vertex + 1]; edge++) {
                long low = Math.min(vertex, graph.neighbour()[edge]);
                long high = Math.max(vertex, graph.neighbour()[edge]);
                weight[edge] = 1 + new RandomSource(seed ^ (low << 32 | high)).nextInt(edgeBound);
            }
        }
        long[] load = random.longs(graph.vertices(), 1, vertexBound + 1L).toArray();
        return new CompressedGraph(1, graph.first(), graph.neighbour(), weight, load, graph.fixed());
    }
}
