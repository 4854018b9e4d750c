package io.github.dsllm.sim.training;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.sim.training.data.Batches;
import io.github.dsllm.sim.training.pass.Parameters;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A training from its first or last checkpointed step to its end, with validation, checkpoints and an early stop. */
public final class TrainingRun {
    private final TrainSettings settings;
    private final Batches batches;
    private final long seed;
    private final Pace pace;
    private final Checkpoint checkpoint;
    private final Path folder;
    private final List<String> classes;
    private final List<TrainingRecord.Point> curve = new ArrayList<>();
    private @Nullable Snapshots snapshots;

    /**
     * How often things happen.
     *
     * @param every steps between validations with a checkpoint, at least 1; the last step of the schedule has both, too
     * @param patience validations without a new least loss after which the training ends; 0 for never
     */
    public record Pace(int every, int patience) {
        public Pace {
            if (every < 1 || patience < 0) {
                throw new UserError("a validation every " + every + " steps with a patience of " + patience
                        + " cannot be; perhaps you should take at least 1 and 0");
            }
        }
    }

    /** Sees every step as it happens. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A step was taken.
         *
         * @param validation loss on texts that are not trained on, where it was measured after this step
         */
        void stepped(Trainer.Step step, Optional<Double> validation);
    }

    /**
     * @param seed of the first weights, for the record
     * @param folder of the checkpoint
     * @param tokenizer contents of {@code tokenizer.json} for the checkpoint; null for none
     */
    public TrainingRun(
            TrainSettings settings, Batches batches, long seed, Pace pace, Path folder, @Nullable String tokenizer) {
        this(settings, batches, seed, pace, folder, tokenizer, List.of());
    }

    /** @param classes names of the classes of a classifier; none for a language model */
    public TrainingRun(
            TrainSettings settings,
            Batches batches,
            long seed,
            Pace pace,
            Path folder,
            @Nullable String tokenizer,
            List<String> classes) {
        this.settings = settings;
        this.batches = batches;
        this.seed = seed;
        this.pace = pace;
        this.folder = folder;
        this.classes = List.copyOf(classes);
        this.checkpoint = new Checkpoint(folder, tokenizer, classes);
    }

    /** Also keeps the weights of the beginning and of every validation; null for none. */
    public TrainingRun recording(@Nullable Snapshots into) {
        this.snapshots = into;
        return this;
    }

    /**
     * Trains to the end. Where the folder has a checkpoint of the same training, goes on from there and ends with the same bits as a run without a break.
     *
     * @param weights first weights, changed in place; prepared by {@link TrainSettings#prepare}
     * @param until step after which to pause, with a checkpoint, even if the schedule goes on
     * @return the losses of all steps
     * @throws UserError if the folder holds another training, or if the loss ceases to be a number; then the last good checkpoint is still there
     */
    public List<TrainingRecord.Point> run(Parameters weights, int threads, long until, Listener listener) {
        return run(weights, null, threads, until, listener);
    }

    /**
     * The same with a teacher.
     *
     * @param teacher null for the text itself
     */
    public List<TrainingRecord.Point> run(
            Parameters weights, @Nullable Teacher teacher, int threads, long until, Listener listener) {
        if (weights.classes() != classes.size()) {
            throw new UserError("a head of " + weights.classes() + " classes cannot be trained on "
                    + classes.size() + " classes (" + String.join(", ", classes)
                    + "); perhaps you should begin with a language model, which gets a new head");
        }
        try (Trainer trainer = new Trainer(weights, teacher, settings, batches, threads)) {
            if (checkpoint.exists()) {
                TrainingRecord record = TrainingRecord.read(folder, identity(teacher));
                checkpoint.restore(trainer, record);
                curve.addAll(record.curve());
            } else {
                record(trainer);
            }
            long last = Math.min(until, settings.schedule().steps());
            while (trainer.steps() < last && !outOfPatience()) {
                advance(trainer, identity(teacher), last, listener);
            }
            return List.copyOf(curve);
        }
    }

    private TrainingRecord.Identity identity(@Nullable Teacher teacher) {
        return new TrainingRecord.Identity(settings, batches.digest(), teacher == null ? null : teacher.digest(), seed);
    }

    private void advance(Trainer trainer, TrainingRecord.Identity identity, long last, Listener listener) {
        Trainer.Step step = step(trainer);
        boolean due = step.step() % pace.every() == 0
                || step.step() == settings.schedule().steps();
        Optional<Trainer.Validation> measured = due ? trainer.validation() : Optional.empty();
        Optional<Double> validation = measured.map(Trainer.Validation::loss);
        if (validation.isPresent() && !Double.isFinite(validation.get())) {
            throw diverged("the validation loss after step " + step.step() + " is " + validation.get());
        }
        boolean compared = due && settings.trainer() != TrainerKind.BACKPROP;
        curve.add(new TrainingRecord.Point(
                step.step(),
                step.loss(),
                step.gradientNorm(),
                step.rate(),
                validation.orElse(null),
                classes.isEmpty()
                        ? null
                        : measured.map(Trainer.Validation::accuracy).orElse(null),
                compared ? trainer.cosines() : null));
        if (due) {
            trainer.calibrate();
            record(trainer);
        }
        if (due || step.step() == last) {
            checkpoint.write(trainer, identity.record(trainer.steps(), curve));
        }
        listener.stepped(step, validation);
    }

    private void record(Trainer trainer) {
        if (snapshots != null) {
            snapshots.write(trainer.steps(), trainer.weights());
        }
    }

    private Trainer.Step step(Trainer trainer) {
        try {
            return trainer.step();
        } catch (UserError notFinite) {
            throw diverged(Objects.requireNonNull(notFinite.getMessage()));
        }
    }

    private UserError diverged(String what) {
        return new UserError(what
                + (checkpoint.exists()
                        ? "; the last good checkpoint is in " + folder
                        : "; there is no checkpoint yet"));
    }

    private boolean outOfPatience() {
        double least = Double.POSITIVE_INFINITY;
        int without = 0;
        for (TrainingRecord.Point point : curve) {
            Double validation = point.validation();
            if (validation != null) {
                without = validation < least ? 0 : without + 1;
                least = Math.min(least, validation);
            }
        }
        return pace.patience() > 0 && without >= pace.patience();
    }
}
