package io.github.dsllm.maven;

import io.github.dsllm.sim.training.job.ModelSizes;
import io.github.dsllm.verification.goal.Messages;
import io.github.dsllm.verification.goal.TrainGoal;
import io.github.dsllm.verification.goal.TrainRequest;
import java.io.File;
import java.io.IOException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Trains a language model on a text, or a classifier on labelled examples, by back-propagation or by the currents of settled nodes, in a JVM of its own. The result is a folder in Hugging Face layout that
 * {@code generate} reads; an interrupted training goes on where its last checkpoint is. With {@code dsllm.machine} couplings learn on a chip instead, in the golden model or in generated hardware.
 */
@Mojo(name = "train", requiresProject = false, threadSafe = true)
public final class TrainMojo extends ChipTrainMojo {
    private static final double USUAL_RATE = 5e-3;

    /**
     * Skips this goal.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.skip", defaultValue = "false")
    private boolean skipTrain;

    /**
     * A task of classification to train for, {@code sst2}, {@code mrpc}, {@code rte}, {@code qnli} or {@code qqp}; a language model if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.task")
    private @Nullable String task;

    /**
     * The text: UTF-8, its stories between {@code <|endoftext|>}, else its paragraphs. With a task, the folder with its files.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.data")
    private @Nullable File data;

    /**
     * Stories that are not trained on but validated with, by number, such as {@code 0-19,20-1725/31}: the first 20 and then every 31st. None if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.held")
    private @Nullable String held;

    /**
     * A pretrained model to go on from, with its tokenizer beside it; or a {@code config.json} without weights, of any architecture, for a new model of its sizes. A new one of the
     * Llama family and the sizes below if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.model")
    private @Nullable String model;

    /**
     * A model whose probabilities are trained towards, in place of the next token of the text; with the same tokenizer. None if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.teacher")
    private @Nullable File teacher;

    /**
     * Bits of the integer couplings with which the forward pass computes, as a chip of {@code dsllm.numerics} does; 0 for real numbers.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.couplingBits", defaultValue = "0")
    private int couplingBits;

    /**
     * The arithmetic of the chip that is trained for: {@code default}, {@code fidelity} or a file. Real numbers if neither this nor {@code dsllm.train.couplingBits} is
     * given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.numerics")
    private @Nullable String numerics;

    /**
     * Whether, in a training for a chip, states stay real numbers and only couplings are integers.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.realStates", defaultValue = "false")
    private boolean realStates;

    /**
     * Width of the residual stream of a new model.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.dim", defaultValue = "64")
    private int dim;

    /**
     * Width of the feed-forward block of a new model.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.hiddenDim", defaultValue = "176")
    private int hiddenDim;

    /**
     * Layers of a new model.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.layers", defaultValue = "5")
    private int layers;

    /**
     * Query heads of a new model, a divisor of its width.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.heads", defaultValue = "4")
    private int heads;

    /**
     * Key and value heads of a new model.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.kvHeads", defaultValue = "2")
    private int kvHeads;

    /**
     * Tokens that the tokenizer of a new model learns.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.vocabulary", defaultValue = "1024")
    private int vocabulary;

    /**
     * Greatest number of positions of a new model.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.context", defaultValue = "256")
    private int context;

    /**
     * Where gradients come from: {@code backprop}, {@code ds} or {@code ds-ecl}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.trainer", defaultValue = "ds-ecl")
    private String trainer = "ds-ecl";

    /**
     * Whether the other two trainers train as well, from the same weights on the same batches, so that their curves lie over one another.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.compare", defaultValue = "false")
    private boolean compare;

    /**
     * How nodes compute an exponential: {@code cubic}, {@code discharge}, {@code taylor3}, or {@code exact}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.exponential", defaultValue = "cubic")
    private String exponential = "cubic";

    /**
     * Steps for which nodes relax.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.settle", defaultValue = "32")
    private int settle;

    /**
     * How weights change: {@code adamw}, {@code muon} or {@code sgd}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.optimiser", defaultValue = "adamw")
    private String optimiser = "adamw";

    /**
     * Greatest learning rate, 5e-3 if not given; on a chip the nearest power of two, 2^-8 for a head and 2^-6 for a block if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.rate")
    private @Nullable Double rate;

    /**
     * How the learning rate goes on after its rise: {@code cosine} or {@code linear}; or {@code constant}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.course", defaultValue = "cosine")
    private String course = "cosine";

    /**
     * Steps until the learning rate has risen.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.warmup", defaultValue = "100")
    private long warmup;

    /**
     * Share of the greatest learning rate at the last step.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.lastRate", defaultValue = "0.05")
    private double lastRate;

    /**
     * Weight decay of {@code adamw} and {@code muon}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.weightDecay", defaultValue = "0.1")
    private double weightDecay;

    /**
     * Decay of the running mean of the weights that is validated and stored in their place, such as 0.99; 0 for the weights themselves.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.average", defaultValue = "0")
    private double average;

    /**
     * Greatest length of a gradient; 0 for no limit.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.clip", defaultValue = "1")
    private double clip;

    /**
     * Tokens of a text in a batch.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.length", defaultValue = "256")
    private int length;

    /**
     * Texts of a batch.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.batch", defaultValue = "8")
    private int batch;

    /**
     * Steps in all.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.steps", defaultValue = "2000")
    private long steps;

    /**
     * Steps between validations, each with a checkpoint.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.every", defaultValue = "250")
    private int every;

    /**
     * Validations without a new least loss after which the training ends; 0 for never.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.patience", defaultValue = "0")
    private int patience;

    /**
     * Seed of first weights and batches.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.seed", defaultValue = "1")
    private long seed;

    /**
     * Threads that compute; the result does not depend on their number. More than 8 are of no use.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.threads", defaultValue = "2")
    private int threads;

    /**
     * Whether to begin anew where there is a checkpoint.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.restart", defaultValue = "false")
    private boolean restart;

    @Override
    boolean skipped() {
        return skipTrain;
    }

    @Override
    void run(Messages messages) throws IOException {
        TrainRequest request = new TrainRequest(
                new TrainRequest.Text(task, path(data), held == null ? "" : held),
                new TrainRequest.Start(
                        model == null ? null : models().model(model, messages),
                        path(teacher),
                        new ModelSizes(dim, hiddenDim, layers, heads, kvHeads, vocabulary, context)),
                new TrainRequest.Target(couplingBits, numerics, realStates),
                new TrainRequest.Method(trainer, compare, exponential, settle),
                new TrainRequest.Descent(optimiser, course, rate(), warmup, lastRate, weightDecay, average, clip),
                new TrainRequest.Pace(length, batch, steps, every, patience, seed, threads, restart),
                onChip(),
                outputDirectory(),
                pluginVersion());
        new TrainGoal(request, messages).run();
    }

    private double rate() {
        return rate == null ? usualRate(USUAL_RATE) : rate;
    }
}
