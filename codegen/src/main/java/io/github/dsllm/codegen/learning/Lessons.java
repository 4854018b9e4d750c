package io.github.dsllm.codegen.learning;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.learning.LabelledVectors.Labelled;
import io.github.dsllm.codegen.learning.LearningHead.Example;
import io.github.dsllm.codegen.learning.LearningHead.Format;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/**
 * Brings labelled vectors to the integers of a chip, as a head or a block that learns them. Inputs are rounded to the nearest and cut at what a coupling holds; the truth is 1 for the class of an example and 0 for the others.
 */
public final class Lessons {
    /** Octaves of inputs: |x| &lt; 4. */
    private static final int INPUT_OCTAVES = 2;

    /** Octaves of couplings and of outputs: both stay below 8. */
    private static final int OCTAVES = 3;

    private static final int FINEST_INPUT = 8;

    private Lessons() {}

    /**
     * Logistic outputs, one per class, of all numbers of an example and a constant 1; couplings begin at 0.
     *
     * @param rate e of 2η = 2^−e
     * @param loops updates per example that is shown
     */
    public static LearningHead head(LabelledVectors vectors, Numerics numerics, int rate, int loops) {
        int places = Math.min(FINEST_INPUT, numerics.couplingBits() - 1 - INPUT_OCTAVES);
        int truthPlaces = Math.min(FINEST_INPUT, numerics.couplingBits() - 2);
        Format format = new Format(
                places,
                truthPlaces,
                numerics.stateBits() - 1 - OCTAVES - truthPlaces,
                numerics.couplingBits() - 1 - OCTAVES,
                numerics.stateBits(),
                rate);
        int inputs = vectors.positions() * vectors.channels() + 1;
        return new LearningHead(
                vectors.name(),
                OutputNode.LOGISTIC,
                inputs,
                vectors.classes(),
                new short[inputs * vectors.classes()],
                examples(vectors, format, numerics, true),
                vectors.training().size(),
                format,
                loops);
    }

    /**
     * A transformer block with as many hidden channels as inputs have; couplings begin as {@link #weights} draws them.
     *
     * @param rate e of 2η = 2^−e
     * @param seed of the couplings at the beginning
     */
    public static LearningBlock block(LabelledVectors vectors, Numerics numerics, int rate, long seed) {
        Format format = new Format(FINEST_INPUT, 11, 3, numerics.couplingBits() - 1 - OCTAVES, Short.SIZE, rate);
        int width = vectors.channels();
        return new LearningBlock(
                vectors.name(),
                width,
                width,
                vectors.positions(),
                vectors.classes(),
                weights(new Random(seed), width, width, vectors.classes(), format.couplingPlaces()),
                examples(vectors, format, numerics, false),
                vectors.training().size(),
                format);
    }

    /** Gaussian couplings of all matrices of a block, with a variance of one over the number of inputs, in the order of {@link LearningBlock#NAMES}. */
    static SortedMap<String, short[]> weights(Random random, int width, int hidden, int classes, int places) {
        ToIntFunction<String> inputs = matrix -> LearningBlock.inputs(matrix, width, hidden);
        SortedMap<String, short[]> weights = new TreeMap<>();
        for (String matrix : LearningBlock.NAMES) {
            int fanIn = inputs.applyAsInt(matrix);
            short[] couplings = new short[fanIn * LearningBlock.outputs(matrix, width, hidden, classes)];
            for (int i = 0; i < couplings.length; i++) {
                couplings[i] = (short) Math.rint(Math.scalb(random.nextGaussian() / Math.sqrt(fanIn), places));
            }
            weights.put(matrix, couplings);
        }
        return weights;
    }

    private static List<Example> examples(
            LabelledVectors vectors, Format format, Numerics numerics, boolean withConstant) {
        int limit = (1 << (numerics.couplingBits() - 1)) - 1;
        List<Example> examples = new ArrayList<>();
        Stream.concat(vectors.training().stream(), vectors.validation().stream())
                .forEach(each -> examples.add(example(each, vectors.classes(), format, limit, withConstant)));
        return examples;
    }

    /** One example; a constant 1 comes behind its numbers if it is wanted. */
    static Example example(Labelled labelled, int classes, Format format, int limit, boolean withConstant) {
        double[] values = labelled.x();
        int[] x = new int[values.length + (withConstant ? 1 : 0)];
        Arrays.fill(x, 1 << format.inputPlaces());
        for (int j = 0; j < values.length; j++) {
            double scaled = Math.rint(Math.scalb(values[j], format.inputPlaces()));
            x[j] = (int) Math.max(-limit, Math.min(limit, scaled));
        }
        int[] truth = new int[classes];
        truth[labelled.label()] = 1 << format.truthPlaces();
        return new Example(x, truth);
    }
}
