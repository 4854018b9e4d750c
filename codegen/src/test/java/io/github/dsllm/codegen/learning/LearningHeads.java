package io.github.dsllm.codegen.learning;

import io.github.dsllm.codegen.chip.CouplingTraining;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.chip.UpdateRounding;
import io.github.dsllm.codegen.learning.LearningHead.Example;
import io.github.dsllm.codegen.learning.LearningHead.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Heads that have something to learn, as seeded examples. */
public final class LearningHeads {
    /** Widths of the cores that learn. */
    public static final Numerics NUMERICS = Numerics.FIDELITY;

    /** Sixteen bits below what the lanes multiply with. */
    public static final CouplingTraining MASTERS = new CouplingTraining(12, UpdateRounding.NEAREST, 1);

    /** No bits below, updates up or down at random. */
    public static final CouplingTraining RANDOM = new CouplingTraining(0, UpdateRounding.STOCHASTIC, 12345);

    private LearningHeads() {}

    /** Outputs that a teacher's couplings made: the couplings can be found exactly. */
    public static LearningHead teacher(int inputs, int outputs, int examples, int loops) {
        Random random = new Random(7);
        Format format = new Format(9, 9, 4, 10, 16, 5);
        double[][] teacher = new double[outputs][inputs];
        for (double[] row : teacher) {
            for (int j = 0; j < inputs; j++) {
                row[j] = random.nextGaussian() / 2 / Math.sqrt(inputs);
            }
        }
        List<Example> shown = new ArrayList<>();
        for (int s = 0; s < examples; s++) {
            int[] x = new int[inputs];
            int[] truth = new int[outputs];
            for (int j = 0; j < inputs; j++) {
                x[j] = (int) Math.rint(Math.scalb(2 * random.nextDouble() - 1, format.inputPlaces()));
            }
            for (int i = 0; i < outputs; i++) {
                double sum = 0;
                for (int j = 0; j < inputs; j++) {
                    sum += teacher[i][j] * Math.scalb((double) x[j], -format.inputPlaces());
                }
                truth[i] = (int) Math.rint(Math.scalb(sum, format.truthPlaces()));
            }
            shown.add(new Example(x, truth));
        }
        return new LearningHead(
                "teacher of " + inputs + " to " + outputs,
                OutputNode.LINEAR,
                inputs,
                outputs,
                new short[inputs * outputs],
                shown,
                examples,
                format,
                loops);
    }

    /** Clouds of points around one centre per class, with a constant input; one example in four is kept back. */
    public static LearningHead classes(int inputs, int classes, int examples) {
        Random random = new Random(11);
        Format format = new Format(8, 9, 4, 8, 16, 5);
        double[][] centres = new double[classes][inputs];
        for (double[] centre : centres) {
            for (int j = 0; j < inputs; j++) {
                centre[j] = random.nextGaussian() * 0.5;
            }
        }
        List<Example> shown = new ArrayList<>();
        for (int s = 0; s < examples; s++) {
            int[] x = new int[inputs];
            int[] truth = new int[classes];
            int label = s % classes;
            for (int j = 0; j < inputs - 1; j++) {
                double value = Math.max(-1.9, Math.min(1.9, centres[label][j] + 0.4 * random.nextGaussian()));
                x[j] = (int) Math.rint(Math.scalb(value, format.inputPlaces()));
            }
            x[inputs - 1] = 1 << format.inputPlaces();
            truth[label] = 1 << format.truthPlaces();
            shown.add(new Example(x, truth));
        }
        return new LearningHead(
                classes + " classes of " + inputs + " inputs",
                OutputNode.LOGISTIC,
                inputs,
                classes,
                new short[inputs * classes],
                shown,
                examples * 3 / 4,
                format,
                1);
    }
}
