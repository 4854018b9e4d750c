package io.github.dsllm.sim.training.tasks;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.sim.training.TrainSettings;
import io.github.dsllm.sim.training.Trainer;
import io.github.dsllm.sim.training.pass.Parameters;
import java.util.function.Consumer;

/** Trains all weights of a classifier on a task, and measures how many examples it then puts into the right class. */
public final class FineTuning {
    private final TaskData task;
    private final LabelledBatches batches;
    private final TrainSettings settings;

    /**
     * @param settings with as many steps as are to be taken, see {@link LabelledBatches#steps}
     */
    public FineTuning(TaskData task, LabelledBatches batches, TrainSettings settings) {
        this.task = task;
        this.batches = batches;
        this.settings = settings;
    }

    /**
     * Trains to the end of the schedule.
     *
     * @param weights of a classifier, changed in place
     * @param listener sees every step
     * @return loss and accuracy on the validation examples after the last step
     * @throws UserError if the classifier has another number of classes than the task, or the loss ceases to be a number
     */
    public Trainer.Validation run(Parameters weights, int threads, Consumer<Trainer.Step> listener) {
        if (weights.classes() != task.classes().size()) {
            throw new UserError("the model "
                    + (weights.classes() == 0
                            ? "has no head for classes"
                            : "has a head of " + weights.classes() + " classes")
                    + ", but the task " + task.name() + " has " + task.classes().size() + " ("
                    + String.join(", ", task.classes())
                    + "); perhaps you should begin with a language model, which gets a new head");
        }
        try (Trainer trainer = new Trainer(weights, settings, batches, threads)) {
            while (trainer.steps() < settings.schedule().steps()) {
                listener.accept(trainer.step());
            }
            return trainer.validation().orElseThrow();
        }
    }
}
