package io.github.dsllm.codegen.coupled;

import io.github.dsllm.codegen.chip.Numerics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What dynamical systems of coupled nodes are built for, as seeded examples: memory, linear equations, regression on a graph, a quadratic program. */
public final class CoupledSystems {
    /** Widths of the cores that run them. */
    public static final Numerics NUMERICS = Numerics.FIDELITY;

    private static final int BITS = 20;

    private CoupledSystems() {}

    /**
     * A system with its answer.
     *
     * @param rest where it must end, (starts, nodes); null entries of a row mean any value
     * @param tolerance of each node
     */
    public record Example(FixedPointSystem system, double[][] rest, double tolerance) {
        @Override
        public String toString() {
            return system.name();
        }
    }

    public static List<Example> all() {
        return List.of(retrieval(40, 3), linearEquations(24), regression(6, 6), quadraticProgram(10));
    }

    /** Patterns stored in Hebbian couplings; starts are patterns with a fifth of the signs flipped, the rails are ±1. */
    public static Example retrieval(int nodes, int patterns) {
        Random random = new Random(4);
        double[][] stored = new double[patterns][nodes];
        double[][] noisy = new double[patterns][];
        for (int p = 0; p < patterns; p++) {
            for (int i = 0; i < nodes; i++) {
                stored[p][i] = random.nextBoolean() ? 1 : -1;
            }
            noisy[p] = stored[p].clone();
            for (int flip = 0; flip < nodes / 5; flip++) {
                noisy[p][random.nextInt(nodes)] *= -1;
            }
            noisy[p] = Arrays.stream(noisy[p]).map(sign -> sign * 0.25).toArray();
        }
        double[][] j = new double[nodes][nodes];
        for (double[] pattern : stored) {
            for (int a = 0; a < nodes; a++) {
                for (int b = 0; b < nodes; b++) {
                    j[a][b] += a == b ? 0 : pattern[a] * pattern[b] / nodes;
                }
            }
        }
        double[] h = new double[nodes];
        Arrays.fill(h, 0.1);
        return new Example(
                Discretisation.of(NUMERICS, BITS, BITS - 1)
                        .discretise("retrieval", j, h, new double[nodes], new boolean[nodes], 0.25, List.of(noisy)),
                stored,
                1e-5);
    }

    /** A x = b for a symmetric positive definite A: J is −A off the diagonal, h its diagonal. */
    public static Example linearEquations(int nodes) {
        Random random = new Random(5);
        double[][] a = new double[nodes][nodes];
        for (int i = 0; i < nodes; i++) {
            for (int j = 0; j < i; j++) {
                a[i][j] = a[j][i] = random.nextInt(3) == 0 ? random.nextGaussian() * 0.1 : 0;
            }
            a[i][i] = 1 + random.nextDouble();
        }
        double[] b = random.doubles(nodes, -1, 1).toArray();
        return new Example(
                Discretisation.of(NUMERICS, BITS, BITS - 3)
                        .discretise(
                                "linear equations",
                                negatedOffDiagonal(a),
                                diagonal(a),
                                b,
                                new boolean[nodes],
                                0.4,
                                List.of(new double[nodes])),
                new double[][] {solve(a, b)},
                2e-3);
    }

    /** Nodes of a grid whose neighbours are alike; a third of them is known and clamped, the others settle at their conditional mean. */
    public static Example regression(int width, int height) {
        Random random = new Random(6);
        int nodes = width * height;
        double[][] a = new double[nodes][nodes];
        for (int i = 0; i < nodes; i++) {
            a[i][i] += 0.05;
            connect(a, i, i % width + 1 < width ? i + 1 : i);
            connect(a, i, i + width < nodes ? i + width : i);
        }
        boolean[] known = new boolean[nodes];
        double[] values = new double[nodes];
        for (int i = 0; i < nodes; i++) {
            known[i] = random.nextInt(3) == 0;
            values[i] = known[i] ? Math.sin(i % width) + Math.cos(i / width) : 0;
        }
        return new Example(
                Discretisation.of(NUMERICS, BITS, BITS - 3)
                        .discretise(
                                "regression",
                                negatedOffDiagonal(a),
                                diagonal(a),
                                new double[nodes],
                                known,
                                0.2,
                                List.of(values)),
                new double[][] {conditionalMean(a, known, values)},
                2e-3);
    }

    /** min ½ xᵀQx − bᵀx with −1 ≤ x ≤ 1: the rails are the bounds. */
    public static Example quadraticProgram(int nodes) {
        Random random = new Random(7);
        double[][] q = new double[nodes][nodes];
        double[][] root = new double[nodes][nodes];
        for (double[] row : root) {
            Arrays.setAll(row, i -> random.nextGaussian() * 0.3);
        }
        for (int i = 0; i < nodes; i++) {
            for (int j = 0; j < nodes; j++) {
                for (int k = 0; k < nodes; k++) {
                    q[i][j] += root[k][i] * root[k][j];
                }
            }
            q[i][i] += 0.2;
        }
        double[] b = random.doubles(nodes, -1, 1).toArray();
        return new Example(
                Discretisation.of(NUMERICS, BITS, BITS - 1)
                        .discretise(
                                "quadratic program",
                                negatedOffDiagonal(q),
                                diagonal(q),
                                b,
                                new boolean[nodes],
                                0.25,
                                List.of(new double[nodes])),
                new double[][] {boxed(q, b)},
                2e-3);
    }

    /** The exact answer of the quadratic program: of all choices of active bounds the one that satisfies the conditions of optimality. */
    private static double[] boxed(double[][] q, double[] b) {
        int n = b.length;
        for (int choice = 0; choice < Math.pow(3, n); choice++) {
            boolean[] active = new boolean[n];
            double[] x = new double[n];
            for (int i = 0, rest = choice; i < n; i++, rest /= 3) {
                active[i] = rest % 3 > 0;
                x[i] = rest % 3 == 1 ? 1 : rest % 3 == 2 ? -1 : 0;
            }
            double[] answer = rest(q, b, active, x);
            if (isOptimal(q, b, active, answer)) {
                return answer;
            }
        }
        throw new AssertionError("a strictly convex program has an answer");
    }

    private static boolean isOptimal(double[][] q, double[] b, boolean[] active, double[] x) {
        for (int i = 0; i < x.length; i++) {
            double slope = -b[i];
            for (int j = 0; j < x.length; j++) {
                slope += q[i][j] * x[j];
            }
            if (Math.abs(x[i]) > 1 || active[i] && slope * x[i] > 0) {
                return false;
            }
        }
        return true;
    }

    private static double[] conditionalMean(double[][] a, boolean[] known, double[] values) {
        return rest(a, new double[values.length], known, values);
    }

    /** Solves A x = b for the nodes that are not held. */
    private static double[] rest(double[][] a, double[] b, boolean[] held, double[] values) {
        List<Integer> free = new ArrayList<>();
        for (int i = 0; i < held.length; i++) {
            if (!held[i]) {
                free.add(i);
            }
        }
        double[][] small = new double[free.size()][free.size()];
        double[] right = new double[free.size()];
        for (int i = 0; i < free.size(); i++) {
            right[i] = b[free.get(i)];
            for (int j = 0; j < held.length; j++) {
                right[i] -= held[j] ? a[free.get(i)][j] * values[j] : 0;
            }
            for (int j = 0; j < free.size(); j++) {
                small[i][j] = a[free.get(i)][free.get(j)];
            }
        }
        double[] found = solve(small, right);
        double[] all = values.clone();
        for (int i = 0; i < free.size(); i++) {
            all[free.get(i)] = found[i];
        }
        return all;
    }

    /** Gauss-Jordan; the matrices are positive definite, so no pivoting is needed. */
    private static double[] solve(double[][] matrix, double[] right) {
        int n = right.length;
        double[][] m = new double[n][];
        for (int i = 0; i < n; i++) {
            m[i] = Arrays.copyOf(matrix[i], n + 1);
            m[i][n] = right[i];
        }
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < n; i++) {
                double factor = i == k ? 0 : m[i][k] / m[k][k];
                for (int j = k; factor != 0 && j <= n; j++) {
                    m[i][j] -= factor * m[k][j];
                }
            }
        }
        double[] x = new double[n];
        Arrays.setAll(x, i -> m[i][n] / m[i][i]);
        return x;
    }

    private static void connect(double[][] a, int i, int j) {
        if (i != j) {
            a[i][j] -= 1;
            a[j][i] -= 1;
            a[i][i] += 1;
            a[j][j] += 1;
        }
    }

    private static double[][] negatedOffDiagonal(double[][] a) {
        double[][] j = new double[a.length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < a.length; k++) {
                j[i][k] = i == k ? 0 : -a[i][k];
            }
        }
        return j;
    }

    private static double[] diagonal(double[][] a) {
        double[] h = new double[a.length];
        Arrays.setAll(h, i -> a[i][i]);
        return h;
    }
}
