package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;

/** Scores in 64 bits: for any width, and the reference for the faster ways. */
final class WideAttention extends RowAttention {
    private final long[] scores; // (segments, stride)

    WideAttention(CoreParameters core) {
        super(core);
        this.scores = new long[core.segments() * stride];
    }

    @Override
    void score(int[] nodes, int query, int address, int positions, int segments) {
        for (int segment = 0; segment < segments; segment++) {
            long maximum = Long.MIN_VALUE;
            for (int j = 0; j < positions; j++) {
                long score = 0;
                for (int lane = segment * segmentLanes; lane < (segment + 1) * segmentLanes; lane++) {
                    score += (long) nodes[query + lane] * keys[storedLane(lane) * rows + address + j];
                }
                scores[segment * stride + j] = score;
                maximum = Math.max(maximum, score);
            }
            maxima[segment] = maximum;
        }
    }

    @Override
    long scoreAt(int segment, int position) {
        return scores[segment * stride + position];
    }
}
