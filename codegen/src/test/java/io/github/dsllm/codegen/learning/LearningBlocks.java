package io.github.dsllm.codegen.learning;

import io.github.dsllm.codegen.learning.LearningHead.Example;
import io.github.dsllm.codegen.learning.LearningHead.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;

/** Blocks that have something to learn, as seeded examples. */
public final class LearningBlocks {
    private LearningBlocks() {}

    /**
     * Which of the earlier positions is like the last one? Sequences of random vectors, the last of which is a noisy copy of one before it, whose class it is to name: attention must compare. One example in four is
     * kept back.
     */
    public static LearningBlock recall(int width, int hidden, int positions, int examples) {
        Random random = new Random(21);
        Format format = new Format(8, 11, 3, 12, 16, 6);
        int classes = 2;
        TreeMap<String, short[]> weights = new TreeMap<>();
        for (String matrix : LearningBlock.NAMES) {
            int inputs = matrix.equals("w2") ? hidden : width;
            int outputs = matrix.equals("head") ? classes : matrix.equals("w1") || matrix.equals("w3") ? hidden : width;
            short[] couplings = new short[inputs * outputs];
            for (int i = 0; i < couplings.length; i++) {
                couplings[i] = (short)
                        Math.rint(Math.scalb(random.nextGaussian() / Math.sqrt(inputs), format.couplingPlaces()));
            }
            weights.put(matrix, couplings);
        }
        List<Example> shown = new ArrayList<>();
        for (int s = 0; s < examples; s++) {
            shown.add(example(random, width, positions, classes, format));
        }
        return new LearningBlock(
                "recall of " + positions + " positions",
                width,
                hidden,
                positions,
                classes,
                weights,
                shown,
                examples * 3 / 4,
                format);
    }

    /** Channel 0 of every earlier position says its class; the other channels are what the last position looks for. */
    private static Example example(Random random, int width, int positions, int classes, Format format) {
        int[] x = new int[positions * width];
        int[] truth = new int[classes];
        int like = random.nextInt(positions - 1);
        for (int t = 0; t < positions; t++) {
            int label = random.nextInt(classes);
            for (int c = 0; c < width; c++) {
                double value = t < positions - 1
                        ? c == 0 ? 2 * label - 1 : random.nextBoolean() ? 1 : -1
                        : c == 0 ? 0 : Math.scalb((double) x[like * width + c], -format.inputPlaces());
                x[t * width + c] = (int) Math.rint(Math.scalb(value, format.inputPlaces()));
            }
            if (t == like) {
                truth[label] = 1 << format.truthPlaces();
            }
        }
        return new Example(x, truth);
    }
}
