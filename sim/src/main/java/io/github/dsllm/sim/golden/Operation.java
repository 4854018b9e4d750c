package io.github.dsllm.sim.golden;

/** One instruction of one tile, decoded at load time. */
abstract class Operation {

    /** What {@link #run} returns while the tile has to wait for a group of another tile. */
    static final int BLOCKED = -1;

    /** Executes the instruction, or does nothing and returns {@link #BLOCKED}; returns the number of saturations. */
    abstract int run();

    /** Gives the values of the last run in the order of docs/isa.md §6; called before anything else runs on the tile. */
    void values(ValueSink sink) {}

    /** The first group for which a blocked operation waits. */
    int awaitedGroup() {
        return -1;
    }
}
