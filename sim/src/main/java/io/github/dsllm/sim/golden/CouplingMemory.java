package io.github.dsllm.sim.golden;

/** The couplings of one tile, in the form in which one way of computing wants them. All ways give the same sums. */
interface CouplingMemory {

    /** J of a coupling word. */
    int coupling(int word, int lane);

    /**
     * Replaces words.
     *
     * @param word first of them
     * @param couplings (words, lanes) from which they come
     * @param from first of those
     * @param count how many
     */
    void load(int word, short[] couplings, int from, int count);

    /**
     * acc_l = Σ_j J[word + j][l]·x_j for every lane l.
     *
     * @param nodes array that holds x
     * @param first index of x_0
     * @param count fan-in
     * @param accumulators (lanes), overwritten
     */
    void accumulate(int word, int[] nodes, int first, int count, long[] accumulators);
}
