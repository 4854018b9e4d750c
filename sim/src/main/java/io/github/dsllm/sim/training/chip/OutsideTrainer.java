package io.github.dsllm.sim.training.chip;

import io.github.dsllm.codegen.learning.LearningHead;
import io.github.dsllm.codegen.learning.LearningHead.Example;
import java.util.Arrays;

/**
 * A host that learns a head outside of the chip: it keeps the couplings in float64, takes the outputs of an example, computes the derivatives of the cross-entropy, and rounds the couplings to those that the chip is to hold. With outputs that the chip
 * computed it is the trainer {@code ds}, with {@link #outputs its own} it is {@code backprop}.
 */
public final class OutsideTrainer {
    private final LearningHead head;
    private final double[] w; // (outputs, inputs)

    public OutsideTrainer(LearningHead head) {
        this.head = head;
        this.w = new double[head.couplings().length];
        for (int i = 0; i < w.length; i++) {
            w[i] = Math.scalb((double) head.couplings()[i], -head.format().couplingPlaces());
        }
    }

    /** The couplings that the chip is to hold: rounded to the nearest and saturated to 16 bits (outputs, inputs). */
    public short[] couplings(int couplingBits) {
        double limit = Math.scalb(1.0, couplingBits - 1) - 1;
        short[] couplings = new short[w.length];
        for (int i = 0; i < w.length; i++) {
            double scaled = Math.rint(Math.scalb(w[i], head.format().couplingPlaces()));
            couplings[i] = (short) Math.max(-limit, Math.min(limit, scaled));
        }
        return couplings;
    }

    /** Σ W x in float64, before the node function. */
    public double[] outputs(int token) {
        double[] x = inputs(token);
        double[] z = new double[head.outputs()];
        for (int i = 0; i < z.length; i++) {
            for (int j = 0; j < x.length; j++) {
                z[i] += w[i * x.length + j] * x[j];
            }
        }
        return z;
    }

    /**
     * What was made of an example, and, if it teaches, a step W ← W − 2η·(p − truth)·xᵀ.
     *
     * @param z its outputs before the node function
     * @param readWords words that were read for them
     */
    public Shown learn(int token, double[] z, int readWords) {
        Example example = head.examples().get(token);
        Shown shown = Shown.of(token, example, z, readWords, 0);
        if (token < head.teaching()) {
            double[] x = inputs(token);
            int label = Shown.label(example);
            for (int i = 0; i < z.length; i++) {
                double delta = LogisticLoss.probability(z[i]) - (i == label ? 1 : 0);
                for (int j = 0; j < x.length; j++) {
                    w[i * x.length + j] -=
                            Math.scalb(delta * x[j], -head.format().rate());
                }
            }
        }
        return shown;
    }

    private double[] inputs(int token) {
        return Arrays.stream(head.examples().get(token).x())
                .mapToDouble(x -> Math.scalb((double) x, -head.format().inputPlaces()))
                .toArray();
    }
}
