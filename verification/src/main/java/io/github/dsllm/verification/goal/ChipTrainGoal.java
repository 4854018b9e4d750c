package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.Suggestion;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.learning.LabelledVectors;
import io.github.dsllm.codegen.learning.Learner;
import io.github.dsllm.codegen.learning.LearningChip;
import io.github.dsllm.codegen.learning.LearningHead;
import io.github.dsllm.sim.training.TrainerKind;
import io.github.dsllm.sim.training.TrainingRecord;
import io.github.dsllm.sim.training.chip.GoldenAnswers;
import io.github.dsllm.sim.training.chip.GoldenTrainer;
import io.github.dsllm.sim.training.chip.OutsideLesson;
import io.github.dsllm.sim.training.chip.Shown;
import io.github.dsllm.verification.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code train} on a chip whose couplings learn (docs/rtl-training.md): on the golden model, and with the machine {@code rtl} in the generated hardware beside it, every coupling compared after every update.
 */
final class ChipTrainGoal {
    private final TrainRequest request;
    private final Messages messages;
    private final OutputLayout layout;
    private final Simulator simulator;

    ChipTrainGoal(TrainRequest request, Messages messages) {
        this(request, messages, Simulator.named("verilator"));
    }

    ChipTrainGoal(TrainRequest request, Messages messages, Simulator simulator) {
        this.request = request;
        this.messages = messages;
        this.simulator = simulator;
        this.layout = new OutputLayout(request.outputDirectory());
    }

    /**
     * Writes {@code train.json}, and into {@code train} the curves as SVG and CSV.
     *
     * @throws UserError for what cannot be used, and if hardware and golden model do not agree
     */
    GoalResult run() throws IOException {
        TrainerKind wanted = trainer();
        if (request.onChip().isOnRtl()) {
            simulator.requireInstalled();
        }
        ChipLesson lesson = new ChipLesson(request, messages);
        LearningChip chip = lesson.chip();
        LabelledVectors vectors = lesson.vectors(chip);
        Learner learner = lesson.learner(vectors, chip);
        requireOutside(wanted, learner);
        LearnPlan plan = new LearnPlan(
                learner,
                request.onChip().pattern(),
                request.pace().steps(),
                request.pace().every(),
                Math.scalb(1.0, -lesson.rate()));
        say(learner, lesson);
        Map<TrainerKind, List<TrainingRecord.Point>> curves = new LinkedHashMap<>();
        GoalResult result = GoalResult.of(
                "train",
                learner.name() + ", " + request.onChip().learns(),
                chip.spec().name(),
                digest(learner, chip));
        for (TrainerKind kind : kinds(wanted, learner)) {
            Taught taught = teach(kind, learner, chip, plan);
            curves.put(kind, plan.curve(taught.shown()));
            if (kind == wanted) {
                result = figures(result, taught, plan, new TrainCurve(plan.curve(taught.shown())), vectors);
            }
        }
        new TrainFiles(layout.root().resolve("train")).write(curves);
        result = compared(result, curves);
        if (request.onChip().isOnRtl()) {
            result = onRtl(result, wanted, learner, chip, plan);
        }
        result.write(layout.root());
        requirePassed(result);
        return result;
    }

    /**
     * What a trainer did.
     *
     * @param shown by example that was shown
     * @param writtenWords words that the host wrote
     */
    private record Taught(List<Shown> shown, long writtenWords) {}

    private TrainerKind trainer() {
        List<String> machines = ChipTrainRequest.MACHINES;
        if (!machines.contains(request.onChip().machine())) {
            throw new UserError("dsllm.machine=" + request.onChip().machine() + " is none of "
                    + String.join(", ", machines)
                    + Suggestion.question(request.onChip().machine(), machines));
        }
        TrainerKind kind = TrainerKind.named(request.method().trainer());
        if (kind == TrainerKind.BACKPROP) {
            throw new UserError(
                    "the trainer backprop learns on no chip; perhaps you should take ds-ecl, or ds, which learns outside from what the chip answers; -Ddsllm.train.compare=true shows backprop beside them");
        }
        return kind;
    }

    private void requireOutside(TrainerKind kind, Learner learner) {
        if (kind == TrainerKind.DS
                && (!(learner instanceof LearningHead) || request.onChip().loops() > 1)) {
            throw new UserError(
                    "the trainer ds learns heads, one update per example, from the outputs of the chip; perhaps you should take ds-ecl, or -Ddsllm.train.learns=head without dsllm.train.loops");
        }
    }

    private List<TrainerKind> kinds(TrainerKind wanted, Learner learner) {
        return request.method().compare()
                        && learner instanceof LearningHead
                        && request.onChip().loops() == 1
                ? List.of(TrainerKind.values())
                : List.of(wanted);
    }

    private void say(Learner learner, ChipLesson lesson) {
        messages.info(String.format(
                Locale.ROOT,
                "%s: a %s of %d couplings learns from %d examples, %d are kept back; 2η = 2^-%d",
                learner.name(),
                request.onChip().learns(),
                learner.couplingCount(),
                learner.teaching(),
                learner.examples().size() - learner.teaching(),
                lesson.rate()));
    }

    /** Everything that decides what is learnt. */
    private String digest(Learner learner, LearningChip chip) throws IOException {
        Inputs inputs = new Inputs()
                .with("core", chip.core(false))
                .with("trainer", request.method().trainer())
                .with("pattern", request.onChip().pattern())
                .with("steps", request.pace().steps())
                .with("every", request.pace().every());
        Path folder = layout.root().resolve("train").resolve("image");
        ImageFiles.write(chip.image(learner, false), folder);
        return inputs.with("image", folder).digest();
    }

    private Taught teach(TrainerKind kind, Learner learner, LearningChip chip, LearnPlan plan) {
        List<Integer> tokens = plan.tokens();
        try (Messages.Progress bar = messages.progress("golden " + kind.label(), tokens.size())) {
            if (kind == TrainerKind.DS_ECL) {
                GoldenTrainer golden = new GoldenTrainer(learner, chip.image(learner, false));
                List<Shown> shown = new ArrayList<>();
                for (int token : tokens) {
                    shown.add(golden.show(token));
                    bar.done(shown.size());
                }
                return new Taught(shown, request.pace().steps());
            }
            LearningHead head = (LearningHead) learner;
            OutsideLesson lesson = new OutsideLesson(head, chip.numerics().couplingBits());
            if (kind == TrainerKind.BACKPROP) {
                return new Taught(lesson.alone(tokens), 0);
            }
            List<Shown> shown =
                    lesson.on(new GoldenAnswers(head, chip), tokens, chip.spec().context(), bar::done);
            return new Taught(shown, request.pace().steps() + lesson.writtenCouplings());
        }
    }

    private GoalResult figures(
            GoalResult result, Taught taught, LearnPlan plan, TrainCurve curve, LabelledVectors vectors) {
        double steps = request.pace().steps();
        List<Shown> taughtFrom = plan.taught(taught.shown());
        return result.with("steps", steps, "1")
                .with("lossFirst", curve.first(), "nat")
                .with("lossLast", curve.last(), "nat")
                .with("lossValidation", curve.validation(), "nat")
                .with("accuracy", curve.accuracy(), "1")
                .with("accuracyMajority", vectors.majority(), "1")
                .with(
                        "hostReadWords",
                        taughtFrom.stream().mapToInt(Shown::readWords).sum() / steps,
                        "1")
                .with("hostWriteWords", taught.writtenWords() / steps, "1")
                .with(
                        "saturatedCouplings",
                        taughtFrom.stream().mapToInt(Shown::saturated).sum(),
                        "1");
    }

    private GoalResult compared(GoalResult result, Map<TrainerKind, List<TrainingRecord.Point>> curves) {
        List<TrainingRecord.Point> usual = curves.get(TrainerKind.BACKPROP);
        if (usual == null) {
            return result;
        }
        TrainCurve backprop = new TrainCurve(usual);
        GoalResult found = result.with("accuracyBackprop", backprop.accuracy(), "1");
        for (TrainerKind kind : List.of(TrainerKind.DS, TrainerKind.DS_ECL)) {
            TrainCurve curve = new TrainCurve(curves.getOrDefault(kind, List.of()));
            found = found.with("deviation-" + kind.label(), curve.deviation(backprop, 0), "1");
        }
        return found;
    }

    private GoalResult onRtl(GoalResult result, TrainerKind kind, Learner learner, LearningChip chip, LearnPlan plan)
            throws IOException {
        ChipImage image = kind == TrainerKind.DS_ECL
                ? chip.image(learner, true)
                : chip.answeringImage((LearningHead) learner, true);
        LearningRtl rtl = new LearningRtl(request, image, simulator, layout, messages);
        return kind == TrainerKind.DS_ECL
                ? rtl.inPlace(result, learner, plan)
                : rtl.outside(result, (LearningHead) learner, chip, plan);
    }

    private void requirePassed(GoalResult result) {
        result.checks()
                .forEach(check -> messages.info((check.passed() ? "passed: " : "FAILED: ") + check.name() + ", "
                        + check.detail().lines().findFirst().orElse("")));
        messages.info(String.format(
                Locale.ROOT,
                "loss %.3f to %.3f nats per output, %.1f %% of the examples that were kept back are right (most frequent class %.1f %%)",
                result.value("lossFirst"),
                result.value("lossLast"),
                100 * result.value("accuracy"),
                100 * result.value("accuracyMajority")));
        if (!result.passed()) {
            StringBuilder message = new StringBuilder("the RTL and the golden model do not learn the same");
            result.checks().stream()
                    .filter(check -> !check.passed())
                    .forEach(check -> message.append("\n  ")
                            .append(check.name())
                            .append(": ")
                            .append(check.detail().replace("\n", "\n    ")));
            throw new UserError(message.append("\nDetails are in ")
                    .append(layout.result("train"))
                    .toString());
        }
    }
}
