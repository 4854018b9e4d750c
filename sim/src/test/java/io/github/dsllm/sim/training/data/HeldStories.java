package io.github.dsllm.sim.training.data;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The stories of the TinyStories sample that no training may see, by their numbers as in {@link io.github.dsllm.codegen.text.Stories}: 0 to 19 calibrate
 * quantisation; from 20 on every 31st (56 of them) and every 13th (102) give the perplexities of the reference figures.
 */
public final class HeldStories {
    private static final int CALIBRATION = 20;

    private HeldStories() {}

    /** All numbers, ascending. */
    public static Set<Integer> numbers() {
        Set<Integer> numbers = new TreeSet<>();
        IntStream.range(0, CALIBRATION).forEach(numbers::add);
        numbers.addAll(evaluation());
        IntStream.range(0, 102).map(i -> CALIBRATION + 13 * i).forEach(numbers::add);
        return Collections.unmodifiableSet(numbers);
    }

    /** The 56 stories on which stories260K and models of our own are measured. */
    public static Set<Integer> evaluation() {
        Set<Integer> numbers = new TreeSet<>();
        IntStream.range(0, 56).map(i -> CALIBRATION + 31 * i).forEach(numbers::add);
        return Collections.unmodifiableSet(numbers);
    }
}
