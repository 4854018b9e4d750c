package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;

/** Scores in 64 bits: for any width, and the reference for the faster ways. */
final class WideAttention extends AttentionMemory {
    private final long[] scores; // (segments, context)

    WideAttention(CoreParameters core) {
        super(core);
        this.scores = new long[core.segments() * context];
    }

    @Override
    void score(int[] nodes, int query, int address, int positions, int segments) {
        for (int segment = 0; segment < segments; segment++) {
            long maximum = Long.MIN_VALUE;
            for (int j = 0; j < positions; j++) {
                long score = 0;
                for (int lane = segment * segmentLanes; lane < (segment + 1) * segmentLanes; lane++) {
                    score += (long) nodes[query + lane] * keys[storedLane(lane) + address + j];
                }
                scores[segment * context + j] = score;
                maximum = Math.max(maximum, score);
            }
            maxima[segment] = maximum;
        }
    }

    @Override
    long scoreAt(int segment, int position) {
        return scores[segment * context + position];
    }
}
