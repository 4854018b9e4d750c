package io.github.dsllm.codegen.coupled;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts dσ_i/dt = Σ_j J_ij σ_j − h_i σ_i + b_i on the grid of a core: couplings J − diag(h) with one scale for all rows, so that symmetric ones stay symmetric, and
 * one step dt. Rounding is to the nearest; starts are held in as many bits as couplings have.
 *
 * @param couplingBits width of a coupling
 * @param scaleBits width of m
 * @param bits width of a state
 * @param places binary places of a state: its rails are ±2^(bits − 1 − places)
 */
public record Discretisation(int couplingBits, int scaleBits, int bits, int places) {

    /** States of the given form with the couplings of these numerics. */
    public static Discretisation of(Numerics numerics, int bits, int places) {
        return new Discretisation(numerics.couplingBits(), numerics.scaleBits(), bits, places);
    }

    /**
     * The integers of a system.
     *
     * @param name for people
     * @param couplings J (nodes, nodes)
     * @param h self-reaction (nodes)
     * @param bias b (nodes)
     * @param clamped nodes that stay at their start
     * @param dt length of a step
     * @param starts σ at time 0 (nodes), one for every token of the host
     * @throws UserError if all couplings vanish, the step cannot be held, or a start lies beyond the rails
     */
    public FixedPointSystem discretise(
            String name,
            double[][] couplings,
            double[] h,
            double[] bias,
            boolean[] clamped,
            double dt,
            List<double[]> starts) {
        int free = h.length;
        int constant = 1 << (bits - 2);
        double constantValue = Math.scalb((double) constant, -places);
        boolean biased = Arrays.stream(bias).anyMatch(b -> b != 0);
        int nodes = free + (biased ? 1 : 0);
        double[] exact = new double[nodes * nodes];
        double largest = 0;
        for (int i = 0; i < free; i++) {
            for (int j = 0; j < nodes && !clamped[i]; j++) {
                double value = j == free ? bias[i] / constantValue : couplings[i][j] - (i == j ? h[i] : 0);
                exact[i * nodes + j] = value;
                largest = Math.max(largest, Math.abs(value));
            }
        }
        if (!(largest > 0) || !Double.isFinite(largest)) {
            throw new UserError(
                    "system " + name + " has no finite coupling that is not 0; perhaps you should check J and h");
        }
        double unit = largest / ((1 << (couplingBits - 1)) - 1);
        short[] integers = new short[exact.length];
        for (int i = 0; i < exact.length; i++) {
            integers[i] = (short) Math.rint(exact[i] / unit);
        }
        int shift = scaleBits - 1 - Math.getExponent(dt * unit);
        int mantissa = (int) Math.rint(Math.scalb(dt * unit, shift));
        if (mantissa >= 1 << scaleBits) {
            mantissa >>= 1;
            shift--;
        }
        if (shift < CoreParameters.SHIFT_MINIMUM || shift > CoreParameters.SHIFT_MAXIMUM) {
            throw new UserError("system " + name + " needs a step of " + dt + " times couplings of " + unit
                    + ", which a shift of " + CoreParameters.SHIFT_MINIMUM + " … " + CoreParameters.SHIFT_MAXIMUM
                    + " cannot hold; perhaps you should choose another dt");
        }
        List<int[]> grid = new ArrayList<>();
        for (double[] start : starts) {
            grid.add(onGrid(name, start, nodes, constant));
        }
        return new FixedPointSystem(name, nodes, integers, mantissa, shift, bits, places, grid);
    }

    /** Places by which states are wider than couplings: starts are stored as couplings. */
    private int startShift() {
        return Math.max(0, bits - couplingBits);
    }

    private int[] onGrid(String name, double[] start, int nodes, int constant) {
        int[] states = new int[nodes];
        for (int i = 0; i < start.length; i++) {
            double scaled = Math.rint(Math.scalb(start[i], places - startShift())) * (1L << startShift());
            if (FixedPoint.saturate((long) scaled, bits) != scaled) {
                throw new UserError("system " + name + ": node " + i + " starts at " + start[i] + ", the rails of "
                        + bits + " bits with " + places + " binary places are ±" + Math.scalb(1.0, bits - 1 - places)
                        + "; perhaps you should take fewer binary places");
            }
            states[i] = (int) scaled;
        }
        if (nodes > start.length) {
            states[nodes - 1] = constant;
        }
        return states;
    }
}
