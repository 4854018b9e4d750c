package io.github.dsllm.maven;

import io.github.dsllm.sim.training.job.ModelSizes;
import io.github.dsllm.verification.goal.ChipTrainRequest;
import io.github.dsllm.verification.goal.Messages;
import io.github.dsllm.verification.goal.TrainGoal;
import io.github.dsllm.verification.goal.TrainRequest;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Trains a language model on a text, or a classifier on labelled examples, by back-propagation or by the currents of settled nodes, in a JVM of its own. The result is a folder in Hugging Face layout that
 * {@code generate} reads; an interrupted training goes on where its last checkpoint is. With {@code dsllm.machine} couplings learn on a chip instead, in the golden model or in generated hardware.
 */
@Mojo(name = "train", requiresProject = false, threadSafe = true)
public final class TrainMojo extends OutputMojo {
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

    /**
     * What trains: {@code float}, processors in float32; or couplings on a chip that learn in place: {@code golden}, or {@code rtl}, the generated hardware beside the golden model, every coupling
     * compared after every update.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.machine", defaultValue = ChipTrainRequest.FLOAT)
    private String machine = ChipTrainRequest.FLOAT;

    /**
     * On a chip: its spec, with the key {@code training}; {@code chip.yaml} if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.chip")
    private @Nullable File chip;

    /**
     * On a chip: what learns, a {@code head} or a whole transformer {@code block}.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.learns", defaultValue = "head")
    private String learns = "head";

    /**
     * On a chip: {@code C2}, examples in turn, or {@code C1}, one example that stays clamped.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.pattern", defaultValue = "C2")
    private String pattern = "C2";

    /**
     * On a chip: updates of a head for which an example stays clamped.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.loops", defaultValue = "1")
    private int loops;

    /**
     * On a chip: examples that teach, at most; they stand in its memory.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.examples", defaultValue = "1024")
    private int examples;

    /**
     * On a chip: examples that are only measured with, at most.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.heldExamples", defaultValue = "1024")
    private int heldExamples;

    /**
     * On a chip: inputs per position, on the principal axes of the model's states; 0 for all, for a block as many as the chip has lanes.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.channels", defaultValue = "0")
    private int channels;

    /**
     * On a chip: positions of a block's sequence, 2 to 4.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.train.positions", defaultValue = "4")
    private int positions;

    /**
     * On a chip: the tokenizer of the model; the one beside it if not given.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.tokenizer")
    private @Nullable File tokenizer;

    /**
     * With the machine {@code rtl}: flips one bit of one coupling in the memory of the RTL, so that the goal must fail; to see that it does.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.faultInjection", defaultValue = "false")
    private boolean faultInjection;

    /**
     * An own firtool, where none comes with the plugin.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.firtool")
    private @Nullable File firtool;

    @Override
    boolean skipped() {
        return skipTrain;
    }

    @Override
    void run(Messages messages) throws IOException {
        TrainRequest request = new TrainRequest(
                task,
                path(data),
                held == null ? "" : held,
                model == null ? null : models().model(model, messages),
                path(teacher),
                couplingBits,
                numerics,
                realStates,
                new ModelSizes(dim, hiddenDim, layers, heads, kvHeads, vocabulary, context),
                trainer,
                compare,
                exponential,
                settle,
                optimiser,
                course,
                rate(),
                warmup,
                lastRate,
                weightDecay,
                average,
                clip,
                length,
                batch,
                steps,
                every,
                patience,
                seed,
                threads,
                restart,
                onChip(),
                outputDirectory(),
                pluginVersion());
        new TrainGoal(request, messages).run();
    }

    private double rate() {
        if (rate != null) {
            return rate;
        }
        return machine.equals(ChipTrainRequest.FLOAT) ? USUAL_RATE : ChipTrainRequest.usualRate(learns);
    }

    private ChipTrainRequest onChip() {
        Path usual = baseDirectory().resolve("chip.yaml");
        return new ChipTrainRequest(
                machine,
                chip == null ? (usual.toFile().exists() ? usual : null) : chip.toPath(),
                learns,
                pattern,
                loops,
                examples,
                heldExamples,
                channels,
                positions,
                path(tokenizer),
                faultInjection,
                path(firtool));
    }

    private static @Nullable Path path(@Nullable File file) {
        return file == null ? null : file.toPath();
    }
}
