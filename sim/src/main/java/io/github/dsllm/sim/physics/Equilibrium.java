package io.github.dsllm.sim.physics;

import io.github.dsllm.codegen.UserError;
import java.util.Arrays;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.ConjugateGradient;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealLinearOperator;
import org.hipparchus.linear.RealVector;

/**
 * Where nodes rest: dσ/dt = 0. Groups of nodes that drive each other are solved one after another, drivers first. One node in closed form or by Newton's
 * method; symmetric groups by conjugate gradients, a matrix-vector product per step; directed groups by LU factorisation, n³/3 steps; nonlinear groups by
 * following them until they rest.
 */
public final class Equilibrium {
    private static final double TOLERANCE = 1e-12;
    private static final int MOST_FACTORISED = 3000;
    private static final int NEWTON_STEPS = 200;
    private static final double PATIENCE = 60;
    private static final int ROUNDS = 20;

    private final FreeNodes nodes;
    private final double[] sigma;

    private Equilibrium(FreeNodes nodes) {
        this.nodes = nodes;
        this.sigma = nodes.start().clone();
    }

    /**
     * σ of the free nodes at rest. Where a nonlinear node could rest at several places, the one on the side of its start.
     *
     * @throws UserError if a group does not converge or is too large to be factorised
     */
    public static double[] of(FreeNodes nodes) {
        Equilibrium solver = new Equilibrium(nodes);
        for (int[] component : Components.of(nodes.couplings())) {
            solver.solve(component);
        }
        return solver.sigma;
    }

    /** Largest |dσ/dt| over the largest single current of any node: how far from rest. */
    public static double residual(FreeNodes nodes, double[] sigma) {
        double[] velocity = new double[nodes.count()];
        nodes.velocity(sigma, velocity);
        double worst = 0;
        double largest = Double.MIN_NORMAL;
        for (int i = 0; i < velocity.length; i++) {
            worst = Math.max(worst, Math.abs(velocity[i]));
            largest = Math.max(largest, Math.max(Math.abs(nodes.h()[i] * sigma[i]), Math.abs(nodes.current()[i])));
        }
        return worst / largest;
    }

    private void solve(int[] component) {
        if (component.length == 1) {
            int i = component[0];
            double own = nodes.couplings().get(i, i);
            sigma[i] = single(nodes.h()[i] - own, nodes.cubic()[i], driven(i) - own * sigma[i], sigma[i]);
            return;
        }
        FreeNodes group = group(component);
        double[] rest;
        if (!group.linear()) {
            rest = followed(group);
        } else if (group.couplings().symmetric()) {
            rest = conjugateGradients(group);
        } else {
            rest = factorised(group);
        }
        for (int k = 0; k < component.length; k++) {
            sigma[component[k]] = rest[k];
        }
    }

    /** Current into a node from outside and from all nodes as they are. */
    private double driven(int i) {
        Couplings couplings = nodes.couplings();
        double current = nodes.current()[i];
        for (int k = couplings.starts()[i]; k < couplings.starts()[i + 1]; k++) {
            current += couplings.values()[k] * sigma[couplings.columns()[k]];
        }
        return current;
    }

    /** h·σ + q·σ³ = current, by Newton's method from beyond the outermost root on the side of the start. */
    static double single(double h, double q, double current, double start) {
        if (q == 0) {
            return current / h;
        }
        double side = start < 0 ? -1 : 1;
        double y = side * (1 + Math.sqrt(Math.max(0, -h) / q) + Math.cbrt(Math.abs(current) / q));
        for (int step = 0; step < NEWTON_STEPS; step++) {
            double next = y - (h * y + q * y * y * y - current) / (h + 3 * q * y * y);
            if (Math.abs(next - y) <= Math.ulp(y)) {
                return next;
            }
            y = next;
        }
        return y;
    }

    /** The component as a system of its own, in which everything that drives it from outside is a bias. */
    private FreeNodes group(int[] component) {
        Couplings among = nodes.couplings().among(component);
        int n = component.length;
        double[] inside = new double[n];
        double[] start = Arrays.stream(component).mapToDouble(i -> sigma[i]).toArray();
        among.multiply(start, inside);
        double[] b = new double[n];
        double[] h = new double[n];
        double[] cubic = new double[n];
        for (int k = 0; k < n; k++) {
            b[k] = driven(component[k]) - inside[k];
            h[k] = nodes.h()[component[k]];
            cubic[k] = nodes.cubic()[component[k]];
        }
        return new DynamicalSystem(nodes.system().name(), among, h, cubic, b, new boolean[n], start).freeNodes();
    }

    private static double[] conjugateGradients(FreeNodes group) {
        RealLinearOperator operator = new Conductances(group);
        try {
            return new ConjugateGradient(50 + 10 * group.count(), TOLERANCE, true)
                    .solve(operator, new ArrayRealVector(group.current(), false))
                    .toArray();
        } catch (MathIllegalStateException | org.hipparchus.exception.MathIllegalArgumentException failed) {
            throw new UserError(
                    "System " + group.system().name() + " does not settle: conjugate gradients end with \""
                            + failed.getMessage() + "\"; perhaps you should raise h.",
                    failed);
        }
    }

    private static double[] factorised(FreeNodes group) {
        if (group.count() > MOST_FACTORISED) {
            throw new UserError("System " + group.system().name() + " has a group of " + group.count()
                    + " nodes that drive each other with directed couplings; at most " + MOST_FACTORISED
                    + " can be solved; perhaps you should make the couplings symmetric.");
        }
        double[][] a = group.couplings().dense();
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                a[i][j] = (i == j ? group.h()[i] : 0) - a[i][j];
            }
        }
        return new LUDecomposition(MatrixUtils.createRealMatrix(a))
                .getSolver()
                .solve(new ArrayRealVector(group.current(), false))
                .toArray();
    }

    private static double[] followed(FreeNodes group) {
        double[] state = group.start();
        for (int round = 0; round < ROUNDS; round++) {
            FreeNodes from = group.system().startingAt(state).freeNodes();
            state = new AdaptiveRungeKutta(TOLERANCE, TOLERANCE)
                    .follow(from, new double[] {0, PATIENCE})
                    .last();
            if (residual(group, state) < 10 * TOLERANCE) {
                return state;
            }
        }
        throw new UserError("System " + group.system().name() + " does not come to rest within the time "
                + PATIENCE * ROUNDS + "; perhaps you should raise h, or make its directed couplings smaller.");
    }

    /** A = diag(h) − J as conjugate gradients want it. */
    private static final class Conductances implements RealLinearOperator {
        private final FreeNodes group;

        Conductances(FreeNodes group) {
            this.group = group;
        }

        @Override
        public int getRowDimension() {
            return group.count();
        }

        @Override
        public int getColumnDimension() {
            return group.count();
        }

        @Override
        public RealVector operate(RealVector x) {
            double[] sigma = x.toArray();
            double[] product = new double[sigma.length];
            group.couplings().multiply(sigma, product);
            for (int i = 0; i < sigma.length; i++) {
                product[i] = group.h()[i] * sigma[i] - product[i];
            }
            return new ArrayRealVector(product, false);
        }
    }
}
