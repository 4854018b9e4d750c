package io.github.dsllm.sim.physics;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.program.Cholesky;
import java.util.Arrays;
import java.util.Locale;
import org.hipparchus.linear.EigenDecompositionNonSymmetric;
import org.hipparchus.linear.MatrixUtils;

/**
 * Whether nodes settle, decided before they move: every group of nodes that drive each other ({@link Components}) must return to its rest. For one node this
 * is h_i − J_ii &gt; 0; for a group that A = diag(h) − J has only eigenvalues with positive real parts. Tried in this order: Gershgorin's discs, Cholesky's
 * factorisation of the symmetric part (both sides of the question if J is symmetric, enough if not), the eigenvalues themselves up to {@link #EIGENVALUES}
 * nodes.
 */
public final class Stability {
    /** Greatest group whose eigenvalues are computed. */
    public static final int EIGENVALUES = 400;

    private static final int ITERATIONS = 200;
    private static final String REMEDY = "perhaps you should raise h of this row, or make its couplings smaller";

    private Stability() {}

    /**
     * Refuses what diverges.
     *
     * @throws UserError naming the row, in the numbering of the whole system
     */
    public static void requireSettling(FreeNodes nodes) {
        for (int[] component : Components.of(nodes.couplings())) {
            if (!bounded(nodes, component)) {
                requireSettling(nodes, component);
            }
        }
    }

    /**
     * Refuses Euler steps that make the error grow: dt·(h_i + 3q_iσ²) &lt; 2 for single nodes (at the start), dt·λ_max(diag(h) − J) &lt; 2 for symmetric groups,
     * |1 − dt·λ| &lt; 1 for every eigenvalue otherwise.
     *
     * @throws UserError naming the row that moves fastest
     */
    public static void requireStep(FreeNodes nodes, double dt) {
        if (!(dt > 0) || !Double.isFinite(dt)) {
            throw new UserError("The step dt = " + dt + " is not a positive number; perhaps you should give 0.01.");
        }
        int fastest = 0;
        double bound = 0;
        for (int i = 0; i < nodes.count(); i++) {
            double disc = rate(nodes, i) + nodes.couplings().absoluteRowSum(i);
            if (disc > bound) {
                bound = disc;
                fastest = i;
            }
        }
        if (dt * bound < 2) {
            return;
        }
        double greatest = nodes.uncoupled() ? bound : stepRate(nodes, bound);
        if (!(dt * greatest < 2)) {
            throw new UserError(String.format(
                    Locale.ROOT,
                    "The step dt = %s is too long for %s: the fastest mode, at row %d, relaxes at the rate %.6g, and Euler steps diverge for dt ≥ %.6g; perhaps you should give dt = %.3g.",
                    dt,
                    nodes.system().name(),
                    nodes.indices()[fastest],
                    greatest,
                    2 / greatest,
                    0.1 / greatest));
        }
    }

    /** A tenth of the inverse of the fastest rate that Gershgorin's discs allow: a step of Euler's method that is surely stable; 1 where nothing moves. */
    public static double safeStep(FreeNodes nodes) {
        double bound = 0.1;
        for (int i = 0; i < nodes.count(); i++) {
            bound = Math.max(bound, Math.abs(rate(nodes, i)) + nodes.couplings().absoluteRowSum(i));
        }
        return 0.1 / bound;
    }

    private static double rate(FreeNodes nodes, int i) {
        return nodes.h()[i] - nodes.couplings().get(i, i) + 3 * nodes.cubic()[i] * nodes.start()[i] * nodes.start()[i];
    }

    /** A quartic energy keeps the group from running away, whatever its linear part does. */
    private static boolean bounded(FreeNodes nodes, int[] component) {
        return Arrays.stream(component).allMatch(i -> nodes.cubic()[i] > 0);
    }

    private static void requireSettling(FreeNodes nodes, int[] component) {
        if (component.length == 1) {
            int i = component[0];
            double rate = nodes.h()[i] - nodes.couplings().get(i, i);
            if (!(rate > 0)) {
                boolean own = nodes.couplings().get(i, i) == 0;
                throw new UserError(
                        "System " + nodes.system().name() + " does not settle: "
                                + (own ? "h = " : "h − J_ii = ") + rate + " in row " + nodes.indices()[i]
                                + " is not positive, so the node diverges; perhaps you should check the sign of h in this row.");
            }
            return;
        }
        Couplings group = nodes.couplings().among(component);
        double[] h = Arrays.stream(component).mapToDouble(i -> nodes.h()[i]).toArray();
        if (dominant(h, group)) {
            return;
        }
        double[][] dense = group.dense();
        boolean symmetric = group.symmetric();
        Cholesky factor = Cholesky.of(h, symmetric ? dense : symmetricPart(dense));
        if (factor.positiveDefinite()) {
            return;
        }
        if (symmetric) {
            throw new UserError("System " + nodes.system().name()
                    + " does not settle: diag(h) − J is not positive definite at row "
                    + nodes.indices()[component[factor.row()]] + " (pivot " + factor.pivot() + "); " + REMEDY + ".");
        }
        int row = nodes.indices()[component[mostDriven(h, group)]];
        if (component.length > EIGENVALUES) {
            throw new UserError(
                    "It cannot be shown that system " + nodes.system().name() + " settles: " + component.length
                            + " nodes drive each other with directed couplings, the symmetric part of diag(h) − J is not positive definite, and eigenvalues are computed for at most "
                            + EIGENVALUES + " nodes; the row most driven is " + row + ", " + REMEDY + ".");
        }
        double slowest = slowest(h, dense);
        if (!(slowest > 0)) {
            throw new UserError("System " + nodes.system().name()
                    + " does not settle: diag(h) − J has an eigenvalue with the real part " + slowest
                    + "; the row most driven is " + row + ", " + REMEDY + ".");
        }
    }

    private static boolean dominant(double[] h, Couplings couplings) {
        for (int i = 0; i < h.length; i++) {
            if (!(h[i] - couplings.get(i, i) > couplings.absoluteRowSum(i))) {
                return false;
            }
        }
        return true;
    }

    private static int mostDriven(double[] h, Couplings couplings) {
        int most = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < h.length; i++) {
            double margin = h[i] - couplings.get(i, i) - couplings.absoluteRowSum(i);
            if (margin < least) {
                least = margin;
                most = i;
            }
        }
        return most;
    }

    private static double[][] symmetricPart(double[][] matrix) {
        double[][] part = new double[matrix.length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix.length; j++) {
                part[i][j] = 0.5 * (matrix[i][j] + matrix[j][i]);
            }
        }
        return part;
    }

    private static double slowest(double[] h, double[][] couplings) {
        double least = Double.POSITIVE_INFINITY;
        for (var eigenvalue : eigenvalues(h, couplings).getEigenvalues()) {
            least = Math.min(least, eigenvalue.getReal());
        }
        return least;
    }

    private static EigenDecompositionNonSymmetric eigenvalues(double[] h, double[][] couplings) {
        double[][] a = new double[h.length][h.length];
        for (int i = 0; i < h.length; i++) {
            for (int j = 0; j < h.length; j++) {
                a[i][j] = (i == j ? h[i] : 0) - couplings[i][j];
            }
        }
        return new EigenDecompositionNonSymmetric(MatrixUtils.createRealMatrix(a));
    }

    /** 2 / (longest stable step): λ_max by power iteration if J is symmetric, else the largest |λ|²/Re λ. */
    private static double stepRate(FreeNodes nodes, double bound) {
        if (nodes.couplings().symmetric()) {
            return largestEigenvalue(nodes);
        }
        if (nodes.count() > EIGENVALUES) {
            return bound;
        }
        double greatest = 0;
        for (var eigenvalue : eigenvalues(nodes.h(), nodes.couplings().dense()).getEigenvalues()) {
            double size = eigenvalue.norm();
            greatest = Math.max(greatest, size * size / eigenvalue.getReal());
        }
        return greatest;
    }

    private static double largestEigenvalue(FreeNodes nodes) {
        double[] vector = new double[nodes.count()];
        double[] product = new double[nodes.count()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = 1 + (i * 7919 % 101) / 101.0; // no eigenvector of a regular grid
        }
        double eigenvalue = 0;
        for (int iteration = 0; iteration < ITERATIONS; iteration++) {
            double size = Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
            nodes.couplings().multiply(vector, product);
            double projection = 0;
            for (int i = 0; i < vector.length; i++) {
                double image = (nodes.h()[i] * vector[i] - product[i]) / size;
                projection += image * vector[i] / size;
                vector[i] = image;
            }
            eigenvalue = projection;
        }
        return eigenvalue;
    }
}
