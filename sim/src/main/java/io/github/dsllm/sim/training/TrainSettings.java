package io.github.dsllm.sim.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.sim.training.integer.IntegerCouplings;
import io.github.dsllm.sim.training.node.ExponentialNode;
import io.github.dsllm.sim.training.node.Relaxation;
import io.github.dsllm.sim.training.optimise.AdamW;
import io.github.dsllm.sim.training.optimise.Muon;
import io.github.dsllm.sim.training.optimise.Optimiser;
import io.github.dsllm.sim.training.optimise.Schedule;
import io.github.dsllm.sim.training.optimise.Sgd;
import io.github.dsllm.sim.training.pass.Parameters;
import org.jspecify.annotations.Nullable;

/**
 * Everything but model and data that determines what a training makes. The number of threads is not among it.
 *
 * @param trainer which gradients
 * @param exponential how nodes compute e^−t; null for the exact one
 * @param settle steps for which nodes relax, at least 1; not used by {@link TrainerKind#BACKPROP}
 * @param optimiser how weights change
 * @param schedule learning rates, and the number of steps
 * @param weightDecay λ of {@link AdamW} and {@link Muon}, at least 0
 * @param clip greatest length of a gradient, 0 for no limit
 * @param chip the numerics whose integers the forward pass computes with; null for real numbers
 * @param realStates whether with a chip only couplings are integers, states real numbers
 * @param average decay of the running mean of the weights that is validated and stored in their place, in [0, 1); 0 for none
 */
public record TrainSettings(
        TrainerKind trainer,
        @Nullable Exponential exponential,
        int settle,
        OptimiserKind optimiser,
        Schedule schedule,
        double weightDecay,
        double clip,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Numerics chip,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean realStates,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) double average) {

    private static final double MOMENTUM = 0.9;
    private static final double LONG_MOMENTUM = 0.95;
    private static final double SQUARE_DECAY = 0.99;

    /** How weights change. The running mean of gradients reaches back ten steps, with {@link Muon} twenty. */
    public enum OptimiserKind {
        SGD,
        ADAMW,
        MUON
    }

    public TrainSettings {
        if (!(weightDecay >= 0 && weightDecay < Double.POSITIVE_INFINITY)
                || !(clip >= 0 && clip < Double.POSITIVE_INFINITY)
                || settle < 1) {
            throw new UserError("weight decay " + weightDecay + ", clipping at " + clip + " and " + settle
                    + " steps of relaxation cannot be; perhaps you should take numbers of at least 0, 0 and 1");
        }
        if (!(average >= 0 && average < 1)) {
            throw new UserError("a running mean with the decay " + average
                    + " cannot be; perhaps you should take 0.99 for dsllm.train.average, or 0 for none");
        }
    }

    /** Trained with real numbers. */
    public TrainSettings(
            TrainerKind trainer,
            @Nullable Exponential exponential,
            int settle,
            OptimiserKind optimiser,
            Schedule schedule,
            double weightDecay,
            double clip) {
        this(trainer, exponential, settle, optimiser, schedule, weightDecay, clip, null, false, 0);
    }

    /** The same with another trainer. */
    public TrainSettings with(TrainerKind other) {
        return new TrainSettings(
                other, exponential, settle, optimiser, schedule, weightDecay, clip, chip, realStates, average);
    }

    /** The same with another decay of the running mean, 0 for none. */
    public TrainSettings withAverage(double decay) {
        return new TrainSettings(
                trainer, exponential, settle, optimiser, schedule, weightDecay, clip, chip, realStates, decay);
    }

    /** The same with the integers of a chip. */
    public TrainSettings with(Numerics numerics) {
        return with(numerics, false);
    }

    /** @param withRealStates whether couplings alone are integers */
    public TrainSettings with(Numerics numerics, boolean withRealStates) {
        return new TrainSettings(
                trainer,
                exponential,
                settle,
                optimiser,
                schedule,
                weightDecay,
                clip,
                numerics,
                withRealStates,
                average);
    }

    /** The chip whose states the forward pass has; null where states are real numbers. */
    @Nullable
    Numerics chipOfStates() {
        return realStates ? null : chip;
    }

    /** Null where real numbers are trained. */
    @Nullable
    IntegerCouplings integers() {
        return chip == null ? null : new IntegerCouplings(chip);
    }

    /** Weights as a training with these settings begins with them. */
    public Parameters prepare(Parameters weights) {
        IntegerCouplings integers = integers();
        return integers == null || weights.hasSteps() ? weights : integers.prepare(weights);
    }

    Relaxation relaxation() {
        return new Relaxation(settle, 1);
    }

    ExponentialNode exponentialNode() {
        return exponential == null ? ExponentialNode.EXACT : ExponentialNode.of(exponential);
    }

    private AdamW adamW(Parameters weights) {
        return new AdamW(weights, MOMENTUM, SQUARE_DECAY, weightDecay);
    }

    Optimiser newOptimiser(Parameters weights) {
        return switch (optimiser) {
            case SGD -> new Sgd(weights, MOMENTUM);
            case ADAMW -> adamW(weights);
            case MUON -> new Muon(weights, LONG_MOMENTUM, weightDecay, adamW(weights));
        };
    }
}
