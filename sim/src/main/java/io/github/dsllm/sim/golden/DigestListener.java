package io.github.dsllm.sim.golden;

/** Told after every instruction what it computed, as the co-simulation is told by the trace ports of the hardware. */
@FunctionalInterface
public interface DigestListener {

    /**
     * @param position position of the story
     * @param tile tile that executed the instruction
     * @param pc index of the instruction in the tile's program
     * @param digest FNV-1a over the values of docs/isa.md §6
     * @param saturations nodes whose value was clamped
     */
    void executed(int position, int tile, int pc, long digest, int saturations);
}
