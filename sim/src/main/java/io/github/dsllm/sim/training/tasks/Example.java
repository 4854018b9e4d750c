package io.github.dsllm.sim.training.tasks;

import java.util.Objects;

/**
 * A text, or a pair of texts, and its class.
 *
 * @param first not blank where there is a label
 * @param second the other text of a pair; empty in tasks of single texts
 * @param label number of the class, or {@link #UNLABELLED}
 */
public record Example(String first, String second, int label) {
    /** The label of an example whose class is not known. */
    public static final int UNLABELLED = -1;

    public Example {
        Objects.requireNonNull(first);
        Objects.requireNonNull(second);
        if (label < UNLABELLED) {
            throw new IllegalArgumentException("label " + label);
        }
    }

    /** Whether the class is known. */
    public boolean labelled() {
        return label != UNLABELLED;
    }
}
