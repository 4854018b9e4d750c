package io.github.dsllm.codegen.timing;

import java.util.BitSet;

/** Which groups have arrived from other tiles and were not yet waited for. */
final class ArrivalTiming {
    private final BitSet arrived = new BitSet();

    boolean hasArrived(int group) {
        return arrived.get(group);
    }

    void arrive(int group) {
        arrived.set(group);
    }

    void clear(int group) {
        arrived.clear(group);
    }
}
