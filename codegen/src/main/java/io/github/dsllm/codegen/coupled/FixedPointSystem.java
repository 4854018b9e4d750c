package io.github.dsllm.codegen.coupled;

import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;
import java.util.Arrays;
import java.util.List;

/**
 * Coupled nodes in integers, moved by Euler steps of common length (docs/coupled.md): σ_i ← sat(σ_i + R(m·Σ_j J_ij σ_j, shift), bits), all nodes at once. The
 * self-reaction stands in the diagonal of J, a bias is the coupling to a node that is clamped at a constant, and a clamped node has no couplings.
 *
 * @param name for people
 * @param nodes n
 * @param couplings J, (nodes × nodes), row by row
 * @param mantissa m, at least 1: dt in units of 2^−shift
 * @param shift binary places of dt
 * @param bits width of a state; its ends are the rails
 * @param places binary places of a state
 * @param starts σ at time 0, (nodes) each, one for every token of the host
 */
public record FixedPointSystem(
        String name, int nodes, short[] couplings, int mantissa, int shift, int bits, int places, List<int[]> starts) {

    public FixedPointSystem {
        starts = starts.stream().map(int[]::clone).toList();
        if (nodes < 1 || couplings.length != nodes * nodes || starts.isEmpty()) {
            throw new IllegalArgumentException(
                    nodes + " nodes, " + couplings.length + " couplings, " + starts.size() + " starts");
        }
        if (starts.stream().anyMatch(start -> start.length != nodes)) {
            throw new IllegalArgumentException("a start does not have " + nodes + " nodes");
        }
    }

    /** The state after the given one, by the definition. */
    public long[] next(long[] state) {
        long[] next = new long[nodes];
        for (int i = 0; i < nodes; i++) {
            long current = 0;
            for (int j = 0; j < nodes; j++) {
                current += couplings[i * nodes + j] * state[j];
            }
            next[i] = FixedPoint.saturate(state[i] + step(current), bits);
        }
        return next;
    }

    private long step(long current) {
        return FixedPoint.saturate(FixedPoint.round(current * mantissa, shift), Numerics.RESIDUAL_BRANCH_BITS);
    }

    /**
     * H = −σᵀJσ of the states, in units of 2^(−2·places); for symmetric J without clamped nodes it is the energy of docs/coupled.md. Clamped nodes count as if their
     * couplings to the others were there in both directions.
     */
    public double energy(long[] state) {
        boolean[] clamped = clamped();
        double energy = 0;
        for (int i = 0; i < nodes; i++) {
            for (int j = 0; j < nodes; j++) {
                energy -= (clamped[j] ? 2.0 : 1.0) * couplings[i * nodes + j] * state[i] * state[j];
            }
        }
        return energy;
    }

    /** The greatest change of {@link #energy} by one unit in the last place of every free node: the tolerance within which it never rises. */
    public double energyOfOneUnit(long[] state) {
        boolean[] clamped = clamped();
        double change = 0;
        for (int i = 0; i < nodes; i++) {
            double current = 0;
            double size = 0;
            for (int j = 0; j < nodes; j++) {
                current += (double) couplings[i * nodes + j] * state[j];
                size += clamped[j] ? 0 : Math.abs(couplings[i * nodes + j]);
            }
            change += 2 * Math.abs(current) + size;
        }
        return change;
    }

    /** Which nodes stay where they are (nodes). */
    public boolean[] clamped() {
        boolean[] clamped = new boolean[nodes];
        Arrays.fill(clamped, true);
        for (int i = 0; i < couplings.length; i++) {
            clamped[i / nodes] &= couplings[i] == 0;
        }
        return clamped;
    }

    /** The greatest Σ_j |J_ij|: how much a sum can grow. */
    public long largestRowSum() {
        long largest = 0;
        for (int i = 0; i < nodes; i++) {
            long sum = 0;
            for (int j = 0; j < nodes; j++) {
                sum += Math.abs(couplings[i * nodes + j]);
            }
            largest = Math.max(largest, sum);
        }
        return largest;
    }
}
