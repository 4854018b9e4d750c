package io.github.dsllm.sim.training.chip;

import io.github.dsllm.codegen.learning.LearningHead.Example;

/**
 * What a machine made of an example.
 *
 * @param token number of the example
 * @param loss of its outputs before anything is learnt from it, in nats per output
 * @param right whether the greatest output is that of its class
 * @param readWords words that the host read meanwhile
 * @param saturated couplings that were clamped to their range
 */
public record Shown(int token, double loss, boolean right, int readWords, int saturated) {

    /** Of the outputs before their node function. */
    static Shown of(int token, Example example, double[] z, int readWords, int saturated) {
        int label = label(example);
        return new Shown(token, LogisticLoss.of(z, label), LogisticLoss.answer(z) == label, readWords, saturated);
    }

    /** The class whose truth is greatest. */
    static int label(Example example) {
        int label = 0;
        for (int i = 1; i < example.truth().length; i++) {
            label = example.truth()[i] > example.truth()[label] ? i : label;
        }
        return label;
    }
}
