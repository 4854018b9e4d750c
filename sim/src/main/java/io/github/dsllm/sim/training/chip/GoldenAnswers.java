package io.github.dsllm.sim.training.chip;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.learning.AnsweringImage;
import io.github.dsllm.codegen.learning.LearningChip;
import io.github.dsllm.codegen.learning.LearningHead;
import io.github.dsllm.sim.golden.GoldenMachine;
import java.util.ArrayList;
import java.util.List;

/** Outputs of a head that the golden machine hands out. */
public final class GoldenAnswers implements OutsideLesson.Machine {
    private final LearningHead head;
    private final LearningChip chip;

    public GoldenAnswers(LearningHead head, LearningChip chip) {
        this.head = head;
        this.chip = chip;
    }

    @Override
    public double[][] outputs(short[] couplings, List<Integer> tokens) {
        ChipImage image = chip.answeringImage(head.withCouplings(couplings), false);
        GoldenMachine machine = GoldenMachine.plain(image);
        List<int[]> stored = new ArrayList<>();
        machine.stored((word, masters) -> stored.add(masters));
        tokens.forEach(token -> machine.force(token, 0));
        return outputs(head, chip, stored);
    }

    /**
     * Outputs from the words that a machine stored.
     *
     * @param stored M of the word that hands outputs out, by token (tokens, lanes)
     * @return real numbers (tokens, outputs)
     */
    public static double[][] outputs(LearningHead head, LearningChip chip, List<int[]> stored) {
        double[][] outputs = new double[stored.size()][head.outputs()];
        for (int token = 0; token < outputs.length; token++) {
            for (int i = 0; i < head.outputs(); i++) {
                int output = AnsweringImage.output(stored.get(token)[i], chip.core(false));
                outputs[token][i] = Math.scalb((double) output, -head.outputPlaces());
            }
        }
        return outputs;
    }
}
