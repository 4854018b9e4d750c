package io.github.dsllm.verification.simulator;

/** Told what a core does while it runs a story. */
public interface CoreListener {

    /**
     * @param position position that is done
     * @param token token that follows
     * @param cycles from the cycle in which TOKEN took its token to the one in which SAMPLE has its own, both included
     * @param firstCycle that first cycle, counted from the reset
     */
    default void done(int position, int token, long cycles, long firstCycle) {}

    /**
     * The host has taken a token.
     *
     * @param end code of docs/isa.md §5, 0 while the story goes on
     */
    default void offered(int token, int end) {}

    /** STORE has handed a coupling word to the host: M of its couplings (lanes). */
    default void stored(int word, int[] masters) {}

    /** A tile has executed its program for a position. */
    default void executed(ExecutedProgram program) {}

    /** The values of an instruction that the request asked for, in the order of docs/isa.md §6. */
    default void values(int tile, int pc, long[] values) {}
}
