package io.github.dsllm.sim.physics.imperfect;

/** One chip with one imperfection: what happens at each place where circuits meet numbers. All hooks do nothing unless overridden; not for several threads at once. */
public interface Imperfection {

    /**
     * Couplings of one node as they stand after programming.
     *
     * @param row the node they drive
     * @param couplings J of the row, changed in place
     */
    default void program(Site site, int row, float[] couplings) {}

    /**
     * Devices of a group of nodes, relative to their nominal values: changed in place.
     *
     * @param h self-reactions (nodes)
     * @param c capacitances (nodes)
     */
    default void build(Site site, double[] h, double[] c) {}

    /** For how many nominal time constants nodes evolve before they are read; infinite: to rest. */
    default double evolveTime() {
        return Double.POSITIVE_INFINITY;
    }

    /**
     * Charges as they are read.
     *
     * @param fullScale largest |σ| of the group that an ideal chip has; what converters and rails are laid out for
     * @param sigma changed in place (nodes)
     */
    default void read(Site site, double fullScale, float[] sigma) {}
}
