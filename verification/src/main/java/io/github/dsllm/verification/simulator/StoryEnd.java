package io.github.dsllm.verification.simulator;

/**
 * How a story ended.
 *
 * @param reason why the simulation stopped
 * @param cycles clock cycles since the reset
 * @param fault fault code of the core, 0 for none
 */
public record StoryEnd(Reason reason, long cycles, int fault) {

    /** The ordinal is the number in the harness's block. */
    public enum Reason {
        /** The core offered its last token. */
        ENDED,
        /** Nothing happened for a long time. */
        HUNG,
        /** The last position that was asked for is done. */
        STOPPED
    }
}
