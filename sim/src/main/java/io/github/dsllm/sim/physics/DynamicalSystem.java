package io.github.dsllm.sim.physics;

import io.github.dsllm.codegen.UserError;
import java.util.ArrayList;
import java.util.List;

/**
 * Nodes that follow dσ_i/dt = Σ_j J_ij σ_j − (h_i + q_i σ_i²) σ_i + b_i, or stay where they are if clamped. J may be directed. All quantities are numbers
 * without unit; time 1 is C0/G0 of a circuit ({@code Circuit} of the SPICE decks).
 *
 * @param name for messages and files
 * @param couplings J
 * @param h self-reaction (nodes)
 * @param cubic q ≥ 0, the part of the self-reaction that grows with the square of the charge (nodes); 0 for linear nodes
 * @param b bias (nodes)
 * @param clamped whether the node is locked at its start (nodes)
 * @param start σ at time 0 (nodes)
 */
public record DynamicalSystem(
        String name, Couplings couplings, double[] h, double[] cubic, double[] b, boolean[] clamped, double[] start) {

    private static final int SHOWN = 10;

    /** @throws UserError naming all arrays that do not fit J and all numbers that are not finite */
    public DynamicalSystem {
        List<String> problems = new ArrayList<>();
        int n = couplings.nodes();
        requireLength(problems, "h", h.length, n);
        requireLength(problems, "cubic", cubic.length, n);
        requireLength(problems, "b", b.length, n);
        requireLength(problems, "clamp", clamped.length, n);
        requireLength(problems, "start", start.length, n);
        if (problems.isEmpty()) {
            requireFinite(problems, "h", h);
            requireFinite(problems, "cubic", cubic);
            requireFinite(problems, "b", b);
            requireFinite(problems, "start", start);
            requireFinite(problems, couplings);
            for (int i = 0; i < n; i++) {
                if (cubic[i] < 0) {
                    problems.add("cubic[" + i + "] = " + cubic[i]
                            + " is negative, so the node would run away; perhaps you should change its sign");
                }
            }
        }
        refuse(name, problems);
    }

    /** A system of linear nodes that start at 0, none of them clamped. */
    public static DynamicalSystem free(String name, Couplings couplings, double[] h, double[] b) {
        int n = couplings.nodes();
        return new DynamicalSystem(name, couplings, h, new double[n], b, new boolean[n], new double[n]);
    }

    /** Number of nodes, clamped ones included. */
    public int nodes() {
        return couplings.nodes();
    }

    /** The same nodes with these at the start. */
    public DynamicalSystem startingAt(double[] sigma) {
        return new DynamicalSystem(name, couplings, h, cubic, b, clamped, sigma);
    }

    /** The nodes that evolve. */
    public FreeNodes freeNodes() {
        return FreeNodes.of(this);
    }

    private static void requireLength(List<String> problems, String array, int length, int nodes) {
        if (length != nodes) {
            problems.add(array + " has " + length + " entries, but J has " + nodes
                    + " rows; perhaps you should give one entry per row");
        }
    }

    private static void requireFinite(List<String> problems, String array, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                problems.add(array + "[" + i + "] = " + values[i] + " is not a finite number");
            }
        }
    }

    private static void requireFinite(List<String> problems, Couplings couplings) {
        for (int i = 0; i < couplings.nodes(); i++) {
            for (int k = couplings.starts()[i]; k < couplings.starts()[i + 1]; k++) {
                if (!Double.isFinite(couplings.values()[k])) {
                    problems.add("J[" + i + "][" + couplings.columns()[k] + "] = "
                            + couplings.values()[k] + " is not a finite number");
                }
            }
        }
    }

    private static void refuse(String name, List<String> problems) {
        if (!problems.isEmpty()) {
            int more = problems.size() - SHOWN;
            throw new UserError("System " + name + " cannot be used:\n  "
                    + String.join("\n  ", problems.subList(0, Math.min(SHOWN, problems.size())))
                    + (more > 0 ? "\n  and " + more + " more" : ""));
        }
    }
}
