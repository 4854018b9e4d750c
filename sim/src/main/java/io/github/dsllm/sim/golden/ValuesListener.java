package io.github.dsllm.sim.golden;

/** Told after every instruction all that it computed; slower than a {@link DigestListener}. */
@FunctionalInterface
public interface ValuesListener {

    /**
     * @param tile tile that executed the instruction
     * @param pc index of the instruction in the tile's program
     * @param values in the order of docs/isa.md §6
     */
    void executed(int tile, int pc, long[] values);
}
