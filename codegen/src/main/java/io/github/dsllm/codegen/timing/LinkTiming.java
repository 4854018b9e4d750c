package io.github.dsllm.codegen.timing;

import io.github.dsllm.codegen.timing.RouterTiming.Flit;
import org.jspecify.annotations.Nullable;

/** A link from chip to chip: it holds one flit, which takes several cycles to the next router (docs/core.md §2). */
final class LinkTiming {
    private final int cycles;
    private @Nullable Flit flit;
    private int left;
    private boolean isLeaving;

    /** @param cycles from router to router, at least 2 */
    LinkTiming(int cycles) {
        this.cycles = cycles;
    }

    boolean isEmpty() {
        return flit == null;
    }

    void put(Flit next) {
        flit = next;
        left = cycles - 2;
    }

    /** Chooses whether the flit arrives with the end of this cycle. */
    void choose(boolean isRoomBehind) {
        isLeaving = flit != null && left == 0 && isRoomBehind;
    }

    /**
     * The end of the cycle.
     *
     * @return the flit that has arrived, null if none has
     */
    @Nullable
    Flit step() {
        Flit arrived = isLeaving ? flit : null;
        flit = isLeaving ? null : flit;
        left = Math.max(0, left - 1);
        isLeaving = false;
        return arrived;
    }
}
