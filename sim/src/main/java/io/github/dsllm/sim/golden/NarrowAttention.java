package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;
import java.util.Arrays;

/** Scores in 32 bits, for chips whose guaranteed score width is at most that. Two channels per pass over the positions, a form that C2 turns into vector code. */
class NarrowAttention extends AttentionMemory {
    final int[] scores; // (segments, context)

    NarrowAttention(CoreParameters core) {
        super(core);
        this.scores = new int[core.segments() * context];
    }

    @Override
    final void score(int[] nodes, int query, int address, int positions, int segments) {
        for (int segment = 0; segment < segments; segment++) {
            int first = segment * context;
            Arrays.fill(scores, first, first + positions, 0);
            for (int lane = segment * segmentLanes; lane < (segment + 1) * segmentLanes; lane += 2) {
                add(
                        first,
                        storedLane(lane) + address,
                        storedLane(lane + 1) + address,
                        nodes[query + lane],
                        nodes[query + lane + 1],
                        positions);
            }
            maxima[segment] = maximum(first, positions);
        }
    }

    void add(int first, int even, int odd, int evenQuery, int oddQuery, int positions) {
        for (int j = 0; j < positions; j++) {
            scores[first + j] += keys[even + j] * evenQuery + keys[odd + j] * oddQuery;
        }
    }

    private int maximum(int first, int positions) {
        int maximum = scores[first];
        for (int j = 1; j < positions; j++) {
            maximum = Math.max(maximum, scores[first + j]);
        }
        return maximum;
    }

    @Override
    final long scoreAt(int segment, int position) {
        return scores[segment * context + position];
    }
}
