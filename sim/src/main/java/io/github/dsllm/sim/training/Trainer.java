package io.github.dsllm.sim.training;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.Quantiser;
import io.github.dsllm.codegen.quantise.StateSteps;
import io.github.dsllm.sim.training.data.Batch;
import io.github.dsllm.sim.training.data.Batches;
import io.github.dsllm.sim.training.integer.IntegerCouplings;
import io.github.dsllm.sim.training.integer.IntegerStates;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Values;
import io.github.dsllm.sim.training.node.ExponentialNode;
import io.github.dsllm.sim.training.node.Rest;
import io.github.dsllm.sim.training.optimise.Clipping;
import io.github.dsllm.sim.training.optimise.Optimiser;
import io.github.dsllm.sim.training.optimise.RunningMean;
import io.github.dsllm.sim.training.pass.Gradients;
import io.github.dsllm.sim.training.pass.Parameters;
import io.github.dsllm.sim.training.pass.Pass;
import io.github.dsllm.sim.training.pass.StateRounding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes steps. A batch is cut into shards, text s into shard s mod 8, and their gradients are added in ascending order, whatever the number of threads; so that number never
 * changes a bit of the result.
 */
public final class Trainer implements AutoCloseable {
    private static final int MOST_SHARDS = 8;

    private final Parameters weights;
    private final @Nullable IntegerCouplings integers;
    private final @Nullable IntegerStates states;
    private final @Nullable RunningMean mean;
    private final Parameters seen; // what passes read: the weights or their mean, or what a chip holds of them
    private final @Nullable Teacher teacher;
    private final TrainSettings settings;
    private final Batches batches;
    private final Optimiser optimiser;
    private final Gradients gradients;
    private final Rest rest;
    private final Workers workers;
    private final List<Shard> shards = new ArrayList<>();
    private long steps;

    /** Texts that are added up in one sum. */
    private final class Shard {
        private final Map<Integer, Pass> passes = new HashMap<>();
        private final Map<Integer, Pass> teachers = new HashMap<>();
        private final Parameters sums = weights.zeros();
        private double loss;
        private long hits;

        Pass forward(int[] text) {
            Pass pass = passes.computeIfAbsent(
                    text.length,
                    length -> new Pass(
                            seen,
                            length,
                            settings.exponentialNode(),
                            rest,
                            states == null ? StateRounding.NONE : states));
            pass.forward(text);
            return pass;
        }

        /** What the teacher foretells; null without one. */
        @Nullable
        Matrix truth(int[] text) {
            if (teacher == null) {
                return null;
            }
            Pass pass = teachers.computeIfAbsent(
                    text.length, length -> new Pass(teacher.weights(), length, ExponentialNode.EXACT, Rest.EXACT));
            pass.forward(text);
            return pass.probabilities();
        }
    }

    /**
     * What a step did.
     *
     * @param step its number, from 1
     * @param loss mean cross-entropy of the batch before the step, in nats per token
     * @param gradientNorm length of the gradient before clipping
     * @param rate learning rate
     */
    public record Step(long step, double loss, double gradientNorm, double rate) {}

    /**
     * @param weights changed by every step
     * @param threads at least 1; more than 8 are of no use
     */
    public Trainer(Parameters weights, TrainSettings settings, Batches batches, int threads) {
        this(weights, null, settings, batches, threads);
    }

    /** @param teacher null for the text itself */
    Trainer(Parameters weights, @Nullable Teacher teacher, TrainSettings settings, Batches batches, int threads) {
        if (threads < 1) {
            throw new UserError(threads + " threads cannot train; perhaps you should take at least 1");
        }
        if (batches.length() > weights.shape().context()) {
            throw new UserError("texts of " + batches.length() + " tokens do not fit the model's context of "
                    + weights.shape().context() + "; perhaps you should shorten dsllm.train.length");
        }
        this.weights = weights;
        this.teacher = teacher;
        this.integers = settings.integers();
        if (weights.hasSteps() != (integers != null)) {
            throw new IllegalArgumentException("weights have steps exactly where they are trained as integers");
        }
        if (integers != null && weights.classes() > 0) {
            throw new UserError(
                    "a classifier is trained with real numbers only; perhaps you should leave the coupling bits out");
        }
        this.mean = settings.average() == 0 ? null : new RunningMean(weights, settings.average());
        this.seen = integers == null && mean == null ? weights : weights.zeros();
        this.settings = settings;
        this.batches = batches;
        this.optimiser = settings.newOptimiser(weights);
        this.gradients = settings.trainer().gradients(settings.relaxation());
        this.rest = settings.trainer().rest(settings.relaxation());
        this.workers = new Workers(threads);
        Numerics chip = settings.chipOfStates();
        this.states = chip == null ? null : new IntegerStates(chip, calibrated(chip));
    }

    /** Binary points for the states that the first batch has now. */
    private StateSteps calibrated(Numerics chip) {
        CalibrationSet text = new CalibrationSet(batches.batch(1).inputs(), "the first batch");
        return new Quantiser(chip).stateSteps(MatrixTensor.model(seenWeights()), text);
    }

    /** Moves binary points to where the states are by now. */
    void calibrate() {
        Numerics chip = settings.chipOfStates();
        if (states != null && chip != null) {
            states.move(calibrated(chip));
        }
    }

    /** Where binary points are; null where states are real numbers. */
    @Nullable
    IntegerStates states() {
        return states;
    }

    /** The trained weights. */
    public Parameters weights() {
        return weights;
    }

    /** What the training has made so far: the weights or, where it is kept, their mean, as a pass or a chip holds them; overwritten by the next step or validation. */
    public Parameters seenWeights() {
        return see(mean == null ? weights : mean.parameters());
    }

    /** Shows weights to the passes, or what a chip holds of them. */
    private Parameters see(Parameters of) {
        if (integers != null) {
            integers.round(of, seen);
        } else if (mean != null) {
            seen.values().zero();
            seen.values().add(0, seen.values().length(), of.values(), 0);
        }
        return seen;
    }

    /** The mean of the weights; null where none is kept. */
    @Nullable
    Parameters mean() {
        return mean == null ? null : mean.parameters();
    }

    /** Moments of the optimiser by name, for checkpoints. */
    Map<String, Parameters> optimiserState() {
        return optimiser.state();
    }

    /** Steps that were taken. */
    public long steps() {
        return steps;
    }

    /** Goes on after {@code steps} steps whose weights and moments have been put in place. */
    void resumeAfter(long taken) {
        this.steps = taken;
    }

    /**
     * Takes the next step.
     *
     * @throws UserError if loss or gradient is not finite, naming the tensor; weights and moments are as they were
     */
    public Step step() {
        long number = steps + 1;
        Batch batch = batches.batch(number);
        Values gradient = gradient(batch).values();
        double loss = shards(batch).stream().mapToDouble(shard -> shard.loss).sum() / batch.counted();
        double norm = Clipping.norm(gradient);
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new UserError("step " + number + " has the loss " + loss + " and a gradient of length " + norm
                    + ", first seen in " + firstNotFinite() + "; perhaps you should lower the learning rate");
        }
        double rate = settings.schedule().rate(number);
        double factor = Clipping.factor(norm, settings.clip());
        Parameters sums = shards.get(0).sums;
        workers.parts((part, parts) -> optimiser.step(weights, sums, number, rate, factor, part, parts));
        if (mean != null) {
            workers.parts((part, parts) -> mean.follow(weights, part, parts));
        }
        steps = number;
        return new Step(number, loss, norm, rate);
    }

    /** The gradient of the mean loss of a batch, before clipping; overwritten by the next one. */
    public Parameters gradient(Batch batch) {
        List<Shard> used = shards(batch);
        see(weights);
        double weight = 1.0 / batch.counted();
        workers.run(used.size(), i -> {
            Shard shard = used.get(i);
            shard.sums.values().zero();
            shard.loss = 0;
            for (int text = i; text < batch.size(); text += used.size()) {
                int[] targets = batch.targets().get(text);
                Pass pass = shard.forward(batch.inputs().get(text));
                shard.loss += pass.loss(targets);
                pass.backward(shard.truth(batch.inputs().get(text)), targets, weight, gradients, shard.sums);
            }
        });
        Values sum = used.get(0).sums.values();
        workers.parts((part, parts) -> {
            int from = Optimiser.bound(weights, part, parts);
            int count = Optimiser.bound(weights, part + 1, parts) - from;
            for (Shard shard : used.subList(1, used.size())) {
                sum.add(from, count, shard.sums.values(), from);
            }
        });
        if (integers != null) {
            integers.pullBack(weights, used.get(0).sums);
        }
        return used.get(0).sums;
    }

    /** Cosines between this trainer's gradient of the next batch and that of back-propagation, by layer; weights stay as they are. */
    Map<String, Double> cosines() {
        Batch next = batches.batch(steps + 1);
        try (Trainer usual =
                new Trainer(weights, teacher, settings.with(TrainerKind.BACKPROP), batches, workers.threads())) {
            return GradientCosines.byLayer(gradient(next), usual.gradient(next));
        }
    }

    /**
     * How well texts are foretold that are not trained on.
     *
     * @param loss mean cross-entropy, in nats per counted position
     * @param accuracy share of the counted positions, in [0, 1], where the target has the greatest logit
     */
    public record Validation(double loss, double accuracy) {}

    /** The loss of {@link #validation}; empty if there are no such texts. */
    public Optional<Double> validationLoss() {
        return validation().map(Validation::loss);
    }

    /** Measures the texts that are not trained on; empty if there are none. */
    public Optional<Validation> validation() {
        double loss = 0;
        long hits = 0;
        long counted = 0;
        seenWeights();
        for (Batch batch : batches.validation()) {
            List<Shard> used = shards(batch);
            workers.run(used.size(), i -> measure(used.get(i), batch, i, used.size()));
            for (Shard shard : used) {
                loss += shard.loss;
                hits += shard.hits;
            }
            counted += batch.counted();
        }
        return counted == 0 ? Optional.empty() : Optional.of(new Validation(loss / counted, (double) hits / counted));
    }

    private static void measure(Shard shard, Batch batch, int first, int stride) {
        shard.loss = 0;
        shard.hits = 0;
        for (int text = first; text < batch.size(); text += stride) {
            int[] targets = batch.targets().get(text);
            Pass pass = shard.forward(batch.inputs().get(text));
            shard.loss += pass.loss(targets);
            shard.hits += pass.hits(targets);
        }
    }

    private List<Shard> shards(Batch batch) {
        int count = Math.min(MOST_SHARDS, batch.size());
        while (shards.size() < count) {
            shards.add(new Shard());
        }
        return shards.subList(0, count);
    }

    private String firstNotFinite() {
        return firstNotFinite(weights)
                .map(name -> "the weights of " + name)
                .or(() -> firstNotFinite(shards.get(0).sums).map(name -> "the gradient of " + name))
                .orElse("the loss");
    }

    private static Optional<String> firstNotFinite(Parameters parameters) {
        for (Map.Entry<String, Matrix> tensor : parameters.tensors().entrySet()) {
            Matrix matrix = tensor.getValue();
            for (int i = 0; i < matrix.rows() * matrix.columns(); i++) {
                if (!Double.isFinite(parameters.values().get(matrix.start() + i))) {
                    return Optional.of(tensor.getKey());
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        workers.close();
    }
}
