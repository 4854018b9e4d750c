package io.github.dsllm.sim.training.chip;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.learning.LabelledVectors;
import io.github.dsllm.codegen.learning.LabelledVectors.Labelled;
import io.github.dsllm.sim.training.tasks.Example;
import io.github.dsllm.sim.training.tasks.TaskData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/** The examples of a task as vectors for a chip: some of them, drawn by a seed, as a pretrained model sees them, on the principal axes of those that teach. */
public final class TaskVectors {
    private TaskVectors() {}

    /**
     * Draws and computes.
     *
     * @param training examples that teach, at most; all of the task if it has fewer
     * @param validation examples to measure on, at most
     * @param channels axes that are kept; 0 for all
     * @param seed of the draw
     * @param progress told how many examples are done
     * @throws UserError if the model has fewer channels
     */
    public static LabelledVectors of(
            TaskData task,
            TextFeatures features,
            int training,
            int validation,
            int channels,
            long seed,
            IntConsumer progress) {
        if (channels > features.channels()) {
            throw new UserError("the model has " + features.channels() + " channels, fewer than the " + channels
                    + " that are wanted; perhaps you should lower dsllm.train.channels or take a wider model");
        }
        List<Example> chosen = new ArrayList<>(drawn(task.training(), training, seed));
        int teaching = chosen.size();
        chosen.addAll(drawn(task.validation(), validation, seed));
        List<double[][]> pieces = new ArrayList<>();
        for (Example example : chosen) {
            pieces.add(features.of(example));
            progress.accept(pieces.size());
        }
        List<double[]> points =
                pieces.subList(0, teaching).stream().flatMap(Arrays::stream).toList();
        int axes = channels == 0 ? features.channels() : channels;
        Whitening whitening = new Whitening(points, axes);
        List<Labelled> vectors = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            vectors.add(new Labelled(
                    joined(whitening, pieces.get(i), axes), chosen.get(i).label()));
        }
        return new LabelledVectors(
                task.name(),
                task.classes().size(),
                pieces.get(0).length,
                axes,
                vectors.subList(0, teaching),
                vectors.subList(teaching, vectors.size()));
    }

    private static double[] joined(Whitening whitening, double[][] pieces, int axes) {
        double[] x = new double[pieces.length * axes];
        for (int piece = 0; piece < pieces.length; piece++) {
            System.arraycopy(whitening.of(pieces[piece]), 0, x, piece * axes, axes);
        }
        return x;
    }

    /** The first of a seeded order (Fisher and Yates). */
    private static List<Example> drawn(List<Example> examples, int most, long seed) {
        List<Example> order = new ArrayList<>(examples);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = order.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            Example other = order.get(j);
            order.set(j, order.get(i));
            order.set(i, other);
        }
        return order.subList(0, Math.min(most, order.size()));
    }
}
