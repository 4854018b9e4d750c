package io.github.dsllm.verification.simulator;

import io.github.dsllm.sim.golden.Controls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A story for the core.
 *
 * @param prompt input tokens
 * @param controls temperature, seed, limit, stop tokens
 * @param stallSeed 0 gives and takes tokens at once; else the host lets the core wait at random times
 * @param values the instruction whose values are wanted, null for none
 * @param window cycles to record as waveforms, null for none
 * @param lastPosition the story is cut after this position
 */
public record StoryRequest(
        List<Integer> prompt,
        Controls controls,
        int stallSeed,
        @Nullable Values values,
        @Nullable Window window,
        int lastPosition) {

    /** One execution of one instruction, or of all instructions of all tiles at that position where tile and pc are −1. */
    public record Values(int position, int tile, int pc) {

        /** All instructions of a position. */
        public static Values all(int position) {
            return new Values(position, -1, -1);
        }

        boolean includes(int atTile, int atPc) {
            return tile < 0 || (tile == atTile && pc == atPc);
        }
    }

    /** Cycles counted from the start of the story, both ends included. */
    public record Window(long from, long to) {}

    public StoryRequest {
        prompt = List.copyOf(prompt);
    }

    /** The whole story, with a host that never lets the core wait. */
    public static StoryRequest of(List<Integer> prompt, Controls controls) {
        return new StoryRequest(prompt, controls, 0, null, null, Integer.MAX_VALUE);
    }

    public StoryRequest withStalls(int seed) {
        return new StoryRequest(prompt, controls, seed, values, window, lastPosition);
    }

    /** The same story up to the given instruction, whose values are told. */
    public StoryRequest withValues(Values wanted) {
        return new StoryRequest(prompt, controls, stallSeed, wanted, window, wanted.position());
    }

    public StoryRequest withWindow(Window cycles) {
        return new StoryRequest(prompt, controls, stallSeed, values, cycles, lastPosition);
    }

    public StoryRequest upTo(int position) {
        return new StoryRequest(prompt, controls, stallSeed, values, window, position);
    }
}
