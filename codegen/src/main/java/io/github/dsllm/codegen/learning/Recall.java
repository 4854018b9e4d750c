package io.github.dsllm.codegen.learning;

import io.github.dsllm.codegen.learning.LabelledVectors.Labelled;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A task that needs attention and no files: which of the earlier positions is like the last one? Sequences of random vectors of ±1, the last of which is a copy of one before it, whose class it is to name. Channel 0 of every earlier
 * position says its class; the other channels are what the last position looks for.
 */
public final class Recall {
    public static final String NAME = "recall";

    private static final int CLASSES = 2;

    private Recall() {}

    /**
     * Seeded examples.
     *
     * @param channels of a position, at least 2
     * @param positions at least 2
     */
    public static LabelledVectors of(int channels, int positions, int training, int validation, long seed) {
        Random random = new Random(seed);
        return new LabelledVectors(
                NAME,
                CLASSES,
                positions,
                channels,
                IntStream.range(0, training)
                        .mapToObj(i -> draw(random, channels, positions))
                        .toList(),
                IntStream.range(0, validation)
                        .mapToObj(i -> draw(random, channels, positions))
                        .toList());
    }

    /** The next example. */
    static Labelled draw(Random random, int channels, int positions) {
        double[] x = new double[positions * channels];
        int like = random.nextInt(positions - 1);
        int wanted = 0;
        for (int t = 0; t < positions; t++) {
            int label = random.nextInt(CLASSES);
            for (int c = 0; c < channels; c++) {
                x[t * channels + c] = t < positions - 1
                        ? c == 0 ? 2 * label - 1 : random.nextBoolean() ? 1 : -1
                        : c == 0 ? 0 : x[like * channels + c];
            }
            wanted = t == like ? label : wanted;
        }
        return new Labelled(x, wanted);
    }
}
