package io.github.dsllm.verification.board;

import java.nio.ByteBuffer;

/**
 * Counters of a board (docs/host-link.md §5).
 *
 * @param cycles in which the core was busy since the story began
 * @param promptTokens that the core has taken since
 * @param tokens that it has offered since
 * @param badFrames requests that came damaged
 * @param lineErrors frames with a stop bit that was none
 * @param earlyFrames requests that came before the one before them was answered
 * @param busy whether a story is told
 * @param fault fault code of docs/isa.md §5, 0 for none
 * @param hasImage whether there is an image
 */
public record BoardCounters(
        long cycles,
        int promptTokens,
        int tokens,
        int badFrames,
        int lineErrors,
        int earlyFrames,
        boolean busy,
        int fault,
        boolean hasImage) {

    static BoardCounters of(ByteBuffer answer) {
        int flags = answer.get(15) & 0xFF;
        return new BoardCounters(
                answer.getLong(0) & 0xFFFF_FFFF_FFFFL,
                answer.getInt(6) & 0xFF_FFFF,
                answer.getInt(9) & 0xFF_FFFF,
                answer.get(12) & 0xFF,
                answer.get(13) & 0xFF,
                answer.get(14) & 0xFF,
                (flags & 1) != 0,
                flags >> 1 & 3,
                (flags & 8) != 0);
    }

    /** Positions that the core has computed since the story began. */
    public int positions() {
        return Math.max(0, promptTokens + tokens - 1);
    }
}
