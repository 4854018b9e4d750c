package io.github.dsllm.codegen.program;

import io.github.dsllm.codegen.UserError;
import java.util.stream.IntStream;

/**
 * Why a stage settles.
 *
 * @param minimum smallest self-reaction of uncoupled nodes, smallest pivot of diag(h) − J of coupled ones, curvature at the minimum of others;
 *     positive, or zero where a timed evolution need not settle
 * @param argument the reason in one sentence
 */
public record StabilityCertificate(double minimum, String argument) {

    /** Uncoupled nodes settle exactly if every h is positive. */
    static StabilityCertificate uncoupled(double minimum, String argument) {
        if (!(minimum > 0)) {
            throw new IllegalArgumentException("a self-reaction of " + minimum + " does not settle");
        }
        return new StabilityCertificate(minimum, argument);
    }

    /**
     * Uncoupled nodes with given self-reactions.
     *
     * @throws UserError naming the rows that diverge
     */
    public static StabilityCertificate uncoupled(String stage, double[] h) {
        int[] diverging = IntStream.range(0, h.length).filter(i -> !(h[i] > 0)).toArray();
        if (diverging.length > 0) {
            throw new UserError(
                    "Stage " + stage + " does not settle: self-reaction h = " + h[diverging[0]] + " in row "
                            + diverging[0]
                            + (diverging.length > 1 ? " and " + (diverging.length - 1) + " more" : "")
                            + " is not positive, so the node diverges; perhaps you should check the sign of the scale of this row.");
        }
        double minimum =
                IntStream.range(0, h.length).mapToDouble(i -> h[i]).min().orElse(1);
        return new StabilityCertificate(minimum, "every h > 0");
    }

    /**
     * Coupled nodes settle if J is symmetric and diag(h) − J positive definite, which Cholesky's factorisation decides in n³/3 steps.
     *
     * @throws UserError naming the row at which it fails
     */
    public static StabilityCertificate coupled(String stage, double[] h, double[][] couplings) {
        for (int i = 0; i < h.length; i++) {
            for (int j = 0; j < i; j++) {
                if (couplings[i][j] != couplings[j][i]) {
                    throw new UserError("Stage " + stage + " may oscillate: J[" + i + "][" + j + "] = "
                            + couplings[i][j] + " but J[" + j + "][" + i + "] = " + couplings[j][i]
                            + "; perhaps you should make the coupling symmetric or one of the nodes locked.");
                }
            }
        }
        Cholesky factor = Cholesky.of(h, couplings);
        if (!factor.positiveDefinite()) {
            throw new UserError("Stage " + stage + " does not settle: diag(h) − J is not positive definite at row "
                    + factor.row() + " (pivot " + factor.pivot()
                    + "); perhaps you should raise the self-reaction of this row.");
        }
        return new StabilityCertificate(factor.pivot(), "J symmetric, diag(h) − J positive definite (Cholesky)");
    }
}
