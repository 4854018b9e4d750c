package io.github.dsllm.verification.cosim;

import io.github.dsllm.verification.simulator.StoryRequest;
import java.nio.file.Path;
import java.util.List;

/**
 * How much is verified.
 *
 * @param stories run in the fast profile; the figures come from them
 * @param checkedStories run in the checked profile, each from random memory contents and with random stalls of the host; may be empty
 * @param waveforms whether a difference is recorded as waveforms, which takes another build
 * @param work directory for the damaged image and the waveforms
 */
public record VerificationPlan(
        List<StoryRequest> stories, List<StoryRequest> checkedStories, boolean waveforms, Path work) {
    public VerificationPlan {
        stories = List.copyOf(stories);
        checkedStories = List.copyOf(checkedStories);
        if (stories.isEmpty()) {
            throw new IllegalArgumentException("nothing is verified without a story");
        }
    }
}
