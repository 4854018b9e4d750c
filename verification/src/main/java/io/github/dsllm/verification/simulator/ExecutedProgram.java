package io.github.dsllm.verification.simulator;

/**
 * What the trace ports of a tile showed during one position, by instruction.
 *
 * @param tile number of the tile
 * @param position position of the story
 * @param digests digest of the values (docs/isa.md §6)
 * @param lastCycles cycle of the last value since the reset, 0 if there was none
 * @param saturations clamped nodes
 */
public record ExecutedProgram(int tile, int position, long[] digests, long[] lastCycles, long[] saturations) {}
