package io.github.dsllm.sim.physics;

import org.hipparchus.linear.DecompositionSolver;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * The covariance of noisy nodes at rest: AΣ + ΣAᵀ = D with A = diag(h) − J. Smith's method with squaring (SIAM J. Appl. Math. 16 (1968) 198): with p &gt; 0,
 * U = (A + pI)⁻¹ and F = U(A − pI), Σ = FΣFᵀ + 2p·U D Uᵀ, a series that doubles its terms in every step; n³ multiplications each, some ten steps.
 */
public final class Lyapunov {
    private static final double ENOUGH = 1e-15;
    private static final int MOST_STEPS = 60;

    private Lyapunov() {}

    /**
     * Σ for nodes that settle.
     *
     * @param d diagonal of D (free nodes)
     * @return Σ (free nodes, free nodes)
     */
    public static double[][] covariance(FreeNodes nodes, double[] d) {
        RealMatrix identity = MatrixUtils.createRealIdentityMatrix(nodes.count());
        RealMatrix a = MatrixUtils.createRealDiagonalMatrix(nodes.h())
                .subtract(MatrixUtils.createRealMatrix(nodes.couplings().dense()));
        double p = a.getFrobeniusNorm() / Math.sqrt(nodes.count());
        DecompositionSolver solver = new LUDecomposition(a.add(identity.scalarMultiply(p))).getSolver();
        RealMatrix u = solver.getInverse();
        RealMatrix power = solver.solve(a.subtract(identity.scalarMultiply(p)));
        RealMatrix sigma = u.multiply(MatrixUtils.createRealDiagonalMatrix(d))
                .multiplyTransposed(u)
                .scalarMultiply(2 * p);
        for (int step = 0; step < MOST_STEPS; step++) {
            RealMatrix more = power.multiply(sigma).multiplyTransposed(power);
            sigma = sigma.add(more);
            if (more.getFrobeniusNorm() <= ENOUGH * sigma.getFrobeniusNorm()) {
                return sigma.getData();
            }
            power = power.multiply(power);
        }
        throw new IllegalArgumentException("nodes that do not settle have no covariance at rest");
    }
}
