package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.Suggestion;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.ChipSpecReader;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.learning.LabelledVectors;
import io.github.dsllm.codegen.learning.Learner;
import io.github.dsllm.codegen.learning.LearningChip;
import io.github.dsllm.codegen.learning.Lessons;
import io.github.dsllm.codegen.learning.Recall;
import io.github.dsllm.sim.training.chip.TaskVectors;
import io.github.dsllm.sim.training.chip.TextFeatures;
import io.github.dsllm.sim.training.tasks.TaskData;
import io.github.dsllm.sim.training.tasks.TaskReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a chip is to learn: the parameters of the user as a chip, vectors and a head or a block. */
final class ChipLesson {
    private static final List<String> LEARNERS = List.of("head", ChipTrainRequest.BLOCK);
    private static final String FIDELITY = "fidelity";
    private static final int RECALL_CHANNELS = 8;
    private static final int MOST_HALVINGS = 20;

    /** Of the split of tasks with one labelled file, as for trainings on processors. */
    private static final long SPLIT_SEED = 1;

    private final TrainRequest request;
    private final ChipTrainRequest onChip;
    private final Messages messages;

    /** @throws UserError for parameters that mean nothing, all in one message */
    ChipLesson(TrainRequest request, Messages messages) {
        this.request = request;
        this.onChip = request.onChip();
        this.messages = messages;
        Problems problems = new Problems();
        problems.choice("dsllm.train.learns", onChip.learns(), LEARNERS);
        problems.choice("dsllm.train.pattern", onChip.pattern(), LearnPlan.PATTERNS);
        problems.range("dsllm.train.loops", onChip.loops(), 1, onChip.learns().equals(ChipTrainRequest.BLOCK) ? 1 : 64);
        problems.range("dsllm.train.examples", onChip.examples(), 1, 0xFFFF);
        problems.range("dsllm.train.heldExamples", onChip.held(), 1, 0xFFFF);
        problems.range("dsllm.train.channels", onChip.channels(), 0, 4096);
        problems.range("dsllm.train.positions", onChip.positions(), 2, 4);
        problems.range("dsllm.steps", request.pace().steps(), 1, 1_000_000);
        problems.range("dsllm.train.every", request.pace().every(), 1, Integer.MAX_VALUE);
        problems.require(
                request.descent().rate() <= 1 && request.descent().rate() >= Math.scalb(1.0, -MOST_HALVINGS),
                "dsllm.train.rate=" + request.descent().rate() + " must lie between 2^-" + MOST_HALVINGS + " and 1");
        problems.require(
                request.text().task() != null,
                "there is no task to learn; perhaps you should add -Ddsllm.task=sst2 with -Ddsllm.data= and -Ddsllm.model=, or -Ddsllm.task="
                        + Recall.NAME + ", which needs neither");
        if (request.text().task() != null) {
            List<String> tasks = new ArrayList<>(TaskReader.names());
            tasks.add(Recall.NAME);
            problems.choice("dsllm.task", request.text().task(), tasks);
        }
        problems.throwIfAny();
    }

    /** The user's chip. */
    LearningChip chip() {
        Path spec = onChip.chip();
        if (spec == null) {
            throw new UserError("there is no chip spec to train on; perhaps you should add -Ddsllm.chip=<chip.yaml>");
        }
        Numerics named = Settings.namedNumerics(
                request.target().numerics() == null
                        ? FIDELITY
                        : request.target().numerics());
        ChipSpec chip = new ChipSpecReader().read(spec);
        return new LearningChip(chip, chip.widths().over(named));
    }

    /** e of 2η = 2^−e, nearest to the rate that was asked for. */
    int rate() {
        return (int) Math.round(-Math.log(request.descent().rate()) / Math.log(2));
    }

    Learner learner(LabelledVectors vectors, LearningChip chip) {
        return onChip.learns().equals(ChipTrainRequest.BLOCK)
                ? Lessons.block(vectors, chip.numerics(), rate(), request.pace().seed())
                : Lessons.head(vectors, chip.numerics(), rate(), onChip.loops());
    }

    /** The examples. */
    LabelledVectors vectors(LearningChip chip) {
        int lanes = chip.spec().lanes();
        int positions = onChip.learns().equals(ChipTrainRequest.BLOCK) ? onChip.positions() : 1;
        String task = String.valueOf(request.text().task());
        if (task.equals(Recall.NAME)) {
            return Recall.of(
                    onChip.channels() == 0 ? Math.min(lanes, RECALL_CHANNELS) : Math.max(2, onChip.channels()),
                    onChip.positions(),
                    onChip.examples(),
                    onChip.held(),
                    request.pace().seed());
        }
        TaskReader reader = TaskReader.named(task);
        Path data = given(request.text().data(), "the folder of the task " + task + " with -Ddsllm.data=<folder>");
        Path model =
                given(request.start().model(), "a pretrained model, whose states are the inputs, with -Ddsllm.model=");
        TaskData examples = reader.read(data, SPLIT_SEED);
        TextFeatures features = new TextFeatures(
                model, onChip.tokenizer(), positions, request.pace().length());
        int channels =
                onChip.channels() == 0 && positions > 1 ? Math.min(lanes, features.channels()) : onChip.channels();
        long all = Math.min(onChip.examples(), examples.training().size())
                + Math.min(onChip.held(), examples.validation().size());
        try (Messages.Progress bar = messages.progress("read " + task, all)) {
            return TaskVectors.of(
                    examples,
                    features,
                    onChip.examples(),
                    onChip.held(),
                    channels,
                    request.pace().seed(),
                    bar::done);
        }
    }

    private static Path given(@Nullable Path path, String remedy) {
        if (path == null) {
            throw new UserError("there is nothing to learn from; perhaps you should name " + remedy);
        }
        return path;
    }

    /** Collects what is wrong. */
    private static final class Problems {
        private final List<String> all = new ArrayList<>();

        void require(boolean holds, String problem) {
            if (!holds) {
                all.add(problem);
            }
        }

        void choice(String parameter, String value, List<String> choices) {
            require(
                    choices.contains(value),
                    parameter + "=" + value + " is none of " + String.join(", ", choices)
                            + Suggestion.question(value, choices));
        }

        void range(String parameter, long value, long from, long to) {
            require(
                    value >= from && value <= to,
                    parameter + "=" + value + " must be " + (from == to ? "" + from : from + " … " + to) + " here");
        }

        void throwIfAny() {
            if (!all.isEmpty()) {
                throw new UserError(String.join("\n", all));
            }
        }
    }
}
