package io.github.dsllm.sim.physics;

import java.util.Random;

/** Systems for tests. */
public final class Systems {
    private Systems() {}

    /** n free nodes, each driven by m clamped ones, h in 0.5 … 2. */
    public static DynamicalSystem layer(int n, int m, long seed) {
        Random random = new Random(seed);
        Couplings.Builder couplings = new Couplings.Builder(n + m);
        double[] h = new double[n + m];
        double[] b = new double[n + m];
        double[] start = new double[n + m];
        boolean[] clamped = new boolean[n + m];
        for (int i = 0; i < n + m; i++) {
            h[i] = 0.5 + 1.5 * random.nextDouble();
            clamped[i] = i >= n;
            start[i] = random.nextGaussian();
            b[i] = i < n ? random.nextGaussian() : 0;
            for (int j = n; i < n && j < n + m; j++) {
                couplings.add(i, j, random.nextGaussian() / Math.sqrt(m));
            }
        }
        return new DynamicalSystem("layer", couplings.build(), h, new double[n + m], b, clamped, start);
    }

    /** n nodes, each coupled with each, J symmetric; h above the edge of the spectrum of J, which is 2·strength, but far from diagonal dominance. */
    public static DynamicalSystem coupled(int n, double strength, long seed) {
        Random random = new Random(seed);
        double[][] matrix = new double[n][n];
        double[] h = new double[n];
        double[] b = new double[n];
        for (int i = 0; i < n; i++) {
            h[i] = 2.2 * strength + 0.3 * random.nextDouble();
            b[i] = random.nextGaussian();
            for (int j = 0; j < i; j++) {
                matrix[i][j] = strength * random.nextGaussian() / Math.sqrt(n);
                matrix[j][i] = matrix[i][j];
            }
        }
        return DynamicalSystem.free("coupled", Couplings.of(matrix), h, b);
    }

    /** A chain of stages that all evolve at once: node i drives node i + 1 (pattern A2). */
    public static DynamicalSystem cascade(int n) {
        Couplings.Builder couplings = new Couplings.Builder(n);
        double[] h = new double[n];
        double[] b = new double[n];
        for (int i = 0; i < n; i++) {
            h[i] = 1 + 0.1 * i;
            if (i > 0) {
                couplings.add(i, i - 1, 1.5);
            }
        }
        b[0] = 1;
        return DynamicalSystem.free("cascade", couplings.build(), h, b);
    }

    /** One node r with dr/dt = ½r − ½v·r³, which rests at 1/√v. */
    public static DynamicalSystem root(double v) {
        return new DynamicalSystem(
                "root",
                Couplings.none(1),
                new double[] {-0.5},
                new double[] {0.5 * v},
                new double[1],
                new boolean[1],
                new double[] {0.8 / Math.sqrt(v)});
    }
}
