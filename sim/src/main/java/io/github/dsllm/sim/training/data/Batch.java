package io.github.dsllm.sim.training.data;

import java.util.List;

/**
 * Texts that make one step.
 *
 * @param inputs tokens per text, at most {@link Batches#length()} of them; few different lengths are best, since a trainer has room for each
 * @param targets what comes next at each position, negative where it is not counted
 */
public record Batch(List<int[]> inputs, List<int[]> targets) {

    public Batch {
        inputs = List.copyOf(inputs);
        targets = List.copyOf(targets);
    }

    /** Number of texts. */
    public int size() {
        return inputs.size();
    }

    /** Number of positions whose target counts. */
    public long counted() {
        long counted = 0;
        for (int[] text : targets) {
            for (int target : text) {
                counted += target < 0 ? 0 : 1;
            }
        }
        return counted;
    }
}
