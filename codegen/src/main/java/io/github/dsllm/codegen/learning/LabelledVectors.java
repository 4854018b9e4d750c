package io.github.dsllm.codegen.learning;

import java.util.List;

/**
 * Examples as real numbers, before they are brought to the integers of a chip.
 *
 * @param name for people
 * @param classes number of classes
 * @param positions vectors of an example, one behind the other
 * @param channels numbers of a vector, about 1 in size
 * @param training examples to learn from
 * @param validation examples to measure on
 */
public record LabelledVectors(
        String name, int classes, int positions, int channels, List<Labelled> training, List<Labelled> validation) {

    /**
     * One example.
     *
     * @param x (positions, channels)
     * @param label its class
     */
    public record Labelled(double[] x, int label) {}

    public LabelledVectors {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
    }

    /** Share of the validation examples, in [0, 1], that are of the most frequent class of the training examples. */
    public double majority() {
        long[] counts = new long[classes];
        training.forEach(example -> counts[example.label()]++);
        int most = 0;
        for (int i = 1; i < classes; i++) {
            most = counts[i] > counts[most] ? i : most;
        }
        int majority = most;
        return validation.stream()
                        .filter(example -> example.label() == majority)
                        .count()
                / (double) validation.size();
    }
}
