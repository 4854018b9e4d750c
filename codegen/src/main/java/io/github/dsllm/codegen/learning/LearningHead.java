package io.github.dsllm.codegen.learning;

import io.github.dsllm.codegen.image.ChipImage;
import java.util.List;

/**
 * One layer of couplings that learns from examples: integers, as the core holds them.
 *
 * @param name for people
 * @param node what the outputs are
 * @param inputs n; a constant input is one of them, if there is to be a bias
 * @param outputs m
 * @param couplings J at the beginning, (outputs, inputs)
 * @param examples what is shown, by token
 * @param teaching examples 0 … teaching − 1 are learnt from, the others are only answered
 * @param format where the binary points are
 * @param loops updates per example that is shown: its inputs and truth stay clamped meanwhile
 */
public record LearningHead(
        String name,
        OutputNode node,
        int inputs,
        int outputs,
        short[] couplings,
        List<Example> examples,
        int teaching,
        Format format,
        int loops)
        implements Learner {

    /**
     * A pair of clamped patterns.
     *
     * @param x inputs, with {@link Format#inputPlaces} binary places (inputs)
     * @param truth what the outputs ought to be, with {@link Format#truthPlaces} binary places (outputs)
     */
    public record Example(int[] x, int[] truth) {}

    /**
     * Binary points, in bits.
     *
     * @param inputPlaces of x as it is stored
     * @param truthPlaces of a truth as it is stored
     * @param widening places by which states are finer than what is stored
     * @param couplingPlaces of J
     * @param stateBits width to which outputs and currents saturate
     * @param rate e of 2η = 2^−e: an update is J ← J − 2^−e·I_L·x
     */
    public record Format(int inputPlaces, int truthPlaces, int widening, int couplingPlaces, int stateBits, int rate) {

        /** Binary places of outputs and currents. */
        public int statePlaces() {
            return truthPlaces + widening;
        }

        /** n of the settle y = R(Σ J x, n). */
        public int settleShift() {
            return inputPlaces + widening + couplingPlaces - statePlaces();
        }

        /** n of the update M ← M − Q(I_L·x, n), for M with so many bits below J. */
        public int updateShift(int masterBits) {
            return inputPlaces + widening + statePlaces() + rate - couplingPlaces - masterBits;
        }
    }

    /** The same with other couplings (outputs, inputs). */
    public LearningHead withCouplings(short[] others) {
        return new LearningHead(name, node, inputs, outputs, others, examples, teaching, format, loops);
    }

    @Override
    public int outputPlaces() {
        return format.statePlaces();
    }

    @Override
    public int couplingCount() {
        return couplings.length;
    }

    @Override
    public ChipImage image(LearningCore core) {
        return LearningImage.of(this, core);
    }

    public LearningHead {
        examples = List.copyOf(examples);
        if (inputs < 1 || outputs < 1 || couplings.length != inputs * outputs) {
            throw new IllegalArgumentException(
                    couplings.length + " couplings of " + inputs + " inputs and " + outputs + " outputs");
        }
        if (teaching < 1 || teaching > examples.size() || loops < 1) {
            throw new IllegalArgumentException(
                    teaching + " of " + examples.size() + " examples teach, each " + loops + " times");
        }
        for (Example example : examples) {
            if (example.x().length != inputs || example.truth().length != outputs) {
                throw new IllegalArgumentException(
                        "an example of " + example.x().length + " inputs and " + example.truth().length + " outputs");
            }
        }
    }
}
