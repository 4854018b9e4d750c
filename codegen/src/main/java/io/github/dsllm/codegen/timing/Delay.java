package io.github.dsllm.codegen.timing;

import java.util.ArrayDeque;
import java.util.Deque;

/** A signal that reaches its reader some cycles later. */
final class Delay {
    private final Deque<Long> cycles = new ArrayDeque<>();

    void at(long cycle) {
        cycles.add(cycle);
    }

    /** Whether the signal is high in this cycle; asked once per cycle. */
    boolean take(long cycle) {
        if (!cycles.isEmpty() && cycles.getFirst() == cycle) {
            cycles.removeFirst();
            return true;
        }
        return false;
    }

    /** The cycle of the next signal. */
    long next() {
        return cycles.isEmpty() ? Long.MAX_VALUE : cycles.getFirst();
    }
}
