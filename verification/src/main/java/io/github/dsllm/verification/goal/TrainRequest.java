package io.github.dsllm.verification.goal;

import io.github.dsllm.sim.training.job.ModelSizes;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code train} is asked for, as the user wrote it.
 *
 * @param onChip whether and how couplings learn on a chip
 * @param outputDirectory where everything goes
 * @param version version of the workbench
 */
public record TrainRequest(
        Text text,
        Start start,
        Target target,
        Method method,
        Descent descent,
        Pace pace,
        ChipTrainRequest onChip,
        Path outputDirectory,
        String version) {

    /**
     * What is learnt.
     *
     * @param task a task of classification; null for language modelling
     * @param data the text, or the folder of the task; null if none was given
     * @param held numbers of stories that are not trained on
     */
    public record Text(@Nullable String task, @Nullable Path data, String held) {}

    /**
     * Where the weights come from.
     *
     * @param model pretrained model to go on from, or {@code config.json} of a new one; null for a new one of {@code sizes}
     * @param teacher model whose probabilities are trained towards; null for the text itself
     * @param sizes of a new model
     */
    public record Start(@Nullable Path model, @Nullable Path teacher, ModelSizes sizes) {}

    /**
     * What the model is trained for.
     *
     * @param couplingBits width of the integers with which the forward pass computes; 0 for real numbers or what {@code numerics} says
     * @param numerics "default", "fidelity" or a file: the chip that is trained for; null for none, or the default where {@code couplingBits} is given
     * @param realStates whether only couplings are integers
     */
    public record Target(int couplingBits, @Nullable String numerics, boolean realStates) {
        /** Real numbers. */
        public static final Target REAL = new Target(0, null, false);
    }

    /**
     * How gradients are found.
     *
     * @param trainer "backprop", "ds" or "ds-ecl"
     * @param compare whether the other two are trained as well, for curves
     * @param exponential "exact", "cubic", "discharge" or "taylor3"
     * @param settle steps for which nodes relax
     */
    public record Method(String trainer, boolean compare, String exponential, int settle) {}

    /**
     * How weights follow them.
     *
     * @param optimiser "adamw", "muon" or "sgd"
     * @param course "cosine", "linear" or "constant"
     * @param rate greatest learning rate
     * @param warmup steps until it is reached
     * @param lastRate share of it at the end
     * @param weightDecay of AdamW and Muon
     * @param average decay of the running mean of the weights that is kept in their place, 0 for none
     * @param clip greatest length of a gradient, 0 for none
     */
    public record Descent(
            String optimiser,
            String course,
            double rate,
            long warmup,
            double lastRate,
            double weightDecay,
            double average,
            double clip) {}

    /**
     * How much, how often and how long.
     *
     * @param length tokens of a text in a batch
     * @param batch texts of a batch
     * @param steps in all
     * @param every steps between validations with a checkpoint
     * @param patience validations without a new least loss until the training ends, 0 for never
     * @param seed of first weights and batches
     * @param threads that compute
     * @param restart whether checkpoints of an earlier run are dropped
     */
    public record Pace(
            int length, int batch, long steps, int every, int patience, long seed, int threads, boolean restart) {}
}
