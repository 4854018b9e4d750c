package io.github.dsllm.sim.training.tasks;

import io.github.dsllm.codegen.UserError;
import java.util.List;

/**
 * The labelled examples of a task.
 *
 * @param name of the task
 * @param classes names of the classes, at least two; a label is a place in this list
 * @param training examples to train on, all labelled
 * @param validation examples to measure on, all labelled
 * @param unlabelled examples of the same files that have no label
 * @param split where the two parts come from, for reports
 */
public record TaskData(
        String name,
        List<String> classes,
        List<Example> training,
        List<Example> validation,
        int unlabelled,
        String split) {

    public TaskData {
        classes = List.copyOf(classes);
        training = List.copyOf(training);
        validation = List.copyOf(validation);
        if (classes.size() < 2) {
            throw new UserError("the task " + name + " has " + classes.size()
                    + " classes; perhaps you should take one with at least 2");
        }
        requireLabels(name, classes.size(), training, "to train on");
        requireLabels(name, classes.size(), validation, "to measure on");
    }

    private static void requireLabels(String name, int classes, List<Example> examples, String purpose) {
        if (examples.isEmpty()) {
            throw new UserError("the task " + name + " has no labelled example " + purpose
                    + "; perhaps you should take files with a column of labels");
        }
        for (Example example : examples) {
            if (!example.labelled() || example.label() >= classes) {
                throw new UserError("the task " + name + " has " + classes + " classes, but an example of class "
                        + example.label() + "; perhaps its reader counts classes from 1");
            }
        }
    }

    /** Share of the validation examples, in [0, 1], that are of the most frequent class of the training examples: what anybody reaches without reading. */
    public double majority() {
        long[] counts = new long[classes.size()];
        training.forEach(example -> counts[example.label()]++);
        int most = 0;
        for (int i = 1; i < counts.length; i++) {
            most = counts[i] > counts[most] ? i : most;
        }
        int majority = most;
        return validation.stream()
                        .filter(example -> example.label() == majority)
                        .count()
                / (double) validation.size();
    }
}
