package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.learning.Learner;
import io.github.dsllm.sim.training.TrainingRecord;
import io.github.dsllm.sim.training.chip.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which examples are shown, one after the other: those that teach in turn (C2), or the first one for ever (C1); after every so many steps, and in the end, all that do not teach.
 */
final class LearnPlan {
    private static final String ONE_PAIR = "C1";
    static final List<String> PATTERNS = List.of(ONE_PAIR, "C2");

    /** Points of the curve between two validations. */
    private static final int POINTS = 10;

    private final Learner learner;
    private final int every;
    private final double rate;
    private final List<Integer> tokens = new ArrayList<>();

    LearnPlan(Learner learner, String pattern, long steps, int every, double rate) {
        this.learner = learner;
        this.every = every;
        this.rate = rate;
        for (int step = 0; step < steps; step++) {
            tokens.add(pattern.equals(ONE_PAIR) ? 0 : step % learner.teaching());
            if ((step + 1) % every == 0 || step + 1 == steps) {
                IntStream.range(learner.teaching(), learner.examples().size()).forEach(tokens::add);
            }
        }
    }

    /** All examples in their order. */
    List<Integer> tokens() {
        return tokens;
    }

    /** The same as stories of at most so many positions, each of which ends with the token that has all couplings handed out. */
    List<List<Integer>> stories(int context) {
        List<List<Integer>> stories = new ArrayList<>();
        for (int from = 0; from < tokens.size(); from += context - 1) {
            List<Integer> story = new ArrayList<>(tokens.subList(from, Math.min(tokens.size(), from + context - 1)));
            story.add(learner.storeToken());
            stories.add(story);
        }
        return stories;
    }

    /** What was shown as a curve: the mean loss of a few steps, with validations where they were. */
    List<TrainingRecord.Point> curve(List<Shown> shown) {
        int few = Math.max(1, every / POINTS);
        List<TrainingRecord.Point> curve = new ArrayList<>();
        List<Shown> taught = new ArrayList<>();
        int step = 0;
        for (int i = 0; i < shown.size(); i++) {
            taught.add(shown.get(i));
            step++;
            int validated = i + 1;
            while (validated < shown.size() && !teaches(shown.get(validated))) {
                validated++;
            }
            if (step % few == 0 || validated > i + 1 || validated == shown.size()) {
                curve.add(point(step, taught, shown.subList(i + 1, validated)));
                taught.clear();
            }
            i = validated - 1;
        }
        return curve;
    }

    private TrainingRecord.Point point(int step, List<Shown> taught, List<Shown> validated) {
        return new TrainingRecord.Point(
                step,
                loss(taught),
                Double.NaN,
                rate,
                validated.isEmpty() ? null : loss(validated),
                validated.isEmpty()
                        ? null
                        : validated.stream().filter(Shown::right).count() / (double) validated.size(),
                null);
    }

    private boolean teaches(Shown shown) {
        return shown.token() < learner.teaching();
    }

    /** Those that teach. */
    List<Shown> taught(List<Shown> shown) {
        return shown.stream().filter(this::teaches).toList();
    }

    private static double loss(List<Shown> shown) {
        return shown.stream().mapToDouble(Shown::loss).average().orElse(Double.NaN);
    }
}
