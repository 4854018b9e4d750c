package io.github.dsllm.verification.goal;

import io.github.dsllm.sim.training.TrainingRecord;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The losses of one training.
 *
 * @param points all steps in order
 */
record TrainCurve(List<TrainingRecord.Point> points) {
    /** Steps whose mean is the first or last loss. */
    private static final int FEW = 10;

    TrainCurve {
        points = List.copyOf(points);
    }

    long steps() {
        return points.size();
    }

    /** Of the first step. */
    double first() {
        return points.isEmpty() ? Double.NaN : points.get(0).loss();
    }

    /** Mean of the last {@value #FEW} steps. */
    double last() {
        return points.subList(Math.max(0, points.size() - FEW), points.size()).stream()
                .mapToDouble(TrainingRecord.Point::loss)
                .average()
                .orElse(Double.NaN);
    }

    boolean validated() {
        return !validations().isEmpty();
    }

    /** The last one that was measured. */
    double validation() {
        return validations().lastEntry().getValue();
    }

    /** Validation losses by step. */
    TreeMap<Long, Double> validations() {
        TreeMap<Long, Double> validations = new TreeMap<>();
        for (TrainingRecord.Point point : points) {
            Double loss = point.validation();
            if (loss != null) {
                validations.put(point.step(), loss);
            }
        }
        return validations;
    }

    /** Accuracies by step; none of a language model. */
    TreeMap<Long, Double> accuracies() {
        TreeMap<Long, Double> accuracies = new TreeMap<>();
        for (TrainingRecord.Point point : points) {
            Double accuracy = point.accuracy();
            if (accuracy != null) {
                accuracies.put(point.step(), accuracy);
            }
        }
        return accuracies;
    }

    /** The last one that was measured, in [0, 1]; not a number if none was. */
    double accuracy() {
        TreeMap<Long, Double> accuracies = accuracies();
        return accuracies.isEmpty() ? Double.NaN : accuracies.lastEntry().getValue();
    }

    /**
     * Greatest |this / other − 1| of validation losses that both measured after {@code warmup} steps; of the losses of steps where none was validated.
     */
    double deviation(TrainCurve other, long warmup) {
        Map<Long, Double> mine = validated() ? validations() : losses();
        Map<Long, Double> others = validated() ? other.validations() : other.losses();
        return mine.entrySet().stream()
                .filter(entry -> entry.getKey() > warmup && others.containsKey(entry.getKey()))
                .mapToDouble(entry -> Math.abs(entry.getValue() / others.getOrDefault(entry.getKey(), Double.NaN) - 1))
                .max()
                .orElse(Double.NaN);
    }

    private Map<Long, Double> losses() {
        Map<Long, Double> losses = new TreeMap<>();
        points.forEach(point -> losses.put(point.step(), point.loss()));
        return losses;
    }
}
