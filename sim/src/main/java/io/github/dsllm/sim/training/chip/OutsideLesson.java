package io.github.dsllm.sim.training.chip;

import io.github.dsllm.codegen.learning.LearningHead;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** A head that a host learns outside of the chip, example by example: the couplings go onto the chip, its outputs come back. */
public final class OutsideLesson {
    private final LearningHead head;
    private final OutsideTrainer host;
    private final int couplingBits;
    private short[] couplings;
    private long written;

    /** Outputs of a machine that holds given couplings. */
    @FunctionalInterface
    public interface Machine {
        /**
         * @param couplings (outputs, inputs)
         * @param tokens examples
         * @return outputs before their node function (tokens, outputs), real numbers
         */
        double[][] outputs(short[] couplings, List<Integer> tokens);
    }

    /** @param couplingBits width of the couplings of the chip */
    public OutsideLesson(LearningHead head, int couplingBits) {
        this.head = head;
        this.host = new OutsideTrainer(head);
        this.couplingBits = couplingBits;
        this.couplings = host.couplings(couplingBits);
    }

    /** Learns in float64 alone: the trainer {@code backprop}. */
    public List<Shown> alone(List<Integer> tokens) {
        return tokens.stream()
                .map(token -> host.learn(token, host.outputs(token), 0))
                .toList();
    }

    /**
     * Shows examples in turn; after each that teaches the chip gets other couplings.
     *
     * @param longest examples of one load
     * @param progress told the number of examples that are done
     */
    public List<Shown> on(Machine machine, List<Integer> tokens, int longest, IntConsumer progress) {
        List<Shown> shown = new ArrayList<>();
        while (shown.size() < tokens.size()) {
            List<Integer> next = together(tokens.subList(shown.size(), tokens.size()), longest);
            double[][] outputs = machine.outputs(couplings, next);
            for (int i = 0; i < next.size(); i++) {
                shown.add(host.learn(next.get(i), outputs[i], outputs[i].length));
            }
            if (next.get(0) < head.teaching()) {
                write(host.couplings(couplingBits));
            }
            progress.accept(shown.size());
        }
        return shown;
    }

    /** One example that teaches, or several that do not. */
    private List<Integer> together(List<Integer> tokens, int longest) {
        int count = 1;
        while (tokens.get(0) >= head.teaching()
                && count < Math.min(longest, tokens.size())
                && tokens.get(count) >= head.teaching()) {
            count++;
        }
        return tokens.subList(0, count);
    }

    private void write(short[] next) {
        for (int i = 0; i < next.length; i++) {
            written += next[i] == couplings[i] ? 0 : 1;
        }
        couplings = next;
    }

    /** The couplings that the chip holds now (outputs, inputs). */
    public short[] couplings() {
        return couplings.clone();
    }

    /** Couplings that were changed on the chip so far. */
    public long writtenCouplings() {
        return written;
    }
}
