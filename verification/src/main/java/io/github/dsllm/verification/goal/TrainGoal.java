package io.github.dsllm.verification.goal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dsllm.codegen.Suggestion;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.model.JsonFile;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.sim.training.TrainSettings;
import io.github.dsllm.sim.training.TrainerKind;
import io.github.dsllm.sim.training.TrainingRecord;
import io.github.dsllm.sim.training.TrainingRun;
import io.github.dsllm.sim.training.job.TrainingJob;
import io.github.dsllm.sim.training.job.TrainingProcess;
import io.github.dsllm.sim.training.optimise.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code train}: a language model from a text, or a classifier from labelled examples, by back-propagation or by currents; and the curves of the three trainers. */
public final class TrainGoal {
    private static final List<Class<?>> NEEDED = List.of(
            LanguageModel.class, TrainingProcess.class, ObjectMapper.class, JsonFactory.class, JsonInclude.class);
    private static final long CONFIG_LIMIT = 1 << 20;
    private static final String EXACT = "exact";

    private final TrainRequest request;
    private final Messages messages;
    private final OutputLayout layout;
    private final TrainTrajectories trajectories;

    public TrainGoal(TrainRequest request, Messages messages) {
        this.request = request;
        this.messages = messages;
        this.layout = new OutputLayout(request.outputDirectory());
        this.trajectories = new TrainTrajectories(layout.root().resolve("train"));
    }

    /**
     * On a chip if a machine is given, see {@link ChipTrainGoal}; else writes {@code train.json}, and into {@code train} one model per trainer with its checkpoint, curves as SVG and CSV.
     *
     * @throws UserError for what cannot be used, and if a loss ceases to be a number
     */
    public GoalResult run() throws IOException {
        if (!request.onChip().machine().equals(ChipTrainRequest.FLOAT)) {
            return new ChipTrainGoal(request, messages).run();
        }
        Path data = data();
        TrainerKind wanted = TrainerKind.named(request.method().trainer());
        if (request.start().model() != null
                && !Models.hasWeights(request.start().model())) {
            messages.info(request.start().model() + " has no weights: a new model of its shape is trained ("
                    + Models.shape(request.start().model()).describe() + ")");
        }
        Map<TrainerKind, TrainProgress> finished = new LinkedHashMap<>();
        Map<TrainerKind, List<TrainingRecord.Point>> curves = new LinkedHashMap<>();
        List<TrainerKind> kinds = request.method().compare() ? List.of(TrainerKind.values()) : List.of(wanted);
        for (TrainerKind kind : kinds) {
            finished.put(kind, train(data, kind));
            curves.put(kind, TrainingRecord.curve(folder(kind)));
        }
        new TrainFiles(layout.root().resolve("train")).write(curves);
        if (request.method().compare()) {
            for (TrainerKind kind : kinds) {
                trajectories.add(kind, request.pace().steps());
            }
            trajectories.write();
        }
        GoalResult result = result(wanted, finished, curves);
        result.write(layout.root());
        messages.info(
                request.text().task() == null
                        ? "the model is in " + folder(wanted)
                                + "; perhaps you should go on with generate, -Ddsllm.model=" + folder(wanted)
                                + (chip() == null
                                        ? ""
                                        : " -Ddsllm.numerics=" + folder(wanted).resolve("numerics.json"))
                        : "the classifier is in " + folder(wanted));
        return result;
    }

    private Path data() {
        if (request.text().data() == null && request.text().task() != null) {
            throw new UserError("there are no examples to train on; perhaps you should name the folder of the task "
                    + request.text().task() + " with -Ddsllm.data=<folder>");
        }
        if (request.text().data() == null) {
            throw new UserError(
                    "there is no text to train on; perhaps you should name a UTF-8 file with -Ddsllm.data=<text>, its stories between <|endoftext|> lines");
        }
        return request.text().data();
    }

    private Path folder(TrainerKind kind) {
        return layout.root().resolve("train").resolve(kind.label());
    }

    private TrainProgress train(Path data, TrainerKind kind) throws IOException {
        Path folder = folder(kind);
        if (request.pace().restart()) {
            Outputs.delete(folder);
            Outputs.delete(trajectories.snapshots(kind));
        }
        Files.createDirectories(layout.root().resolve("train"));
        Path job = Files.createTempFile("dsllm-job", ".json");
        try (Messages.Progress bar =
                messages.progress("train " + kind.label(), request.pace().steps())) {
            job(data, kind, folder).write(job);
            TrainProgress progress = new TrainProgress(kind.label(), messages, bar);
            new ForkedJvm(TrainingProcess.class, NEEDED).run(progress::hear, job.toString());
            progress.requireDone();
            return progress;
        } finally {
            Files.delete(job);
        }
    }

    private TrainingJob job(Path data, TrainerKind kind, Path folder) {
        Schedule schedule = new Schedule(
                named("course", request.descent().course(), Schedule.Course.values()),
                request.descent().rate(),
                request.descent().warmup(),
                request.pace().steps(),
                request.descent().lastRate());
        TrainSettings settings = new TrainSettings(
                        kind,
                        exponential(),
                        request.method().settle(),
                        named("optimiser", request.descent().optimiser(), TrainSettings.OptimiserKind.values()),
                        schedule,
                        request.descent().weightDecay(),
                        request.descent().clip())
                .withAverage(request.descent().average());
        Numerics chip = chip();
        return new TrainingJob(
                request.text().task(),
                data.toAbsolutePath(),
                request.text().held(),
                request.start().model() == null ? null : request.start().model().toAbsolutePath(),
                request.start().teacher() == null
                        ? null
                        : request.start().teacher().toAbsolutePath(),
                request.start().sizes(),
                request.pace().length(),
                request.pace().batch(),
                request.pace().seed(),
                chip == null ? settings : settings.with(chip, request.target().realStates()),
                new TrainingRun.Pace(request.pace().every(), request.pace().patience()),
                request.pace().threads(),
                request.pace().steps(),
                folder.toAbsolutePath(),
                request.method().compare() ? trajectories.snapshots(kind).toAbsolutePath() : null);
    }

    /** The chip whose integers the forward pass computes with; null for real numbers. */
    private @Nullable Numerics chip() {
        int bits = request.target().couplingBits();
        if (bits == 0 && request.target().numerics() == null) {
            return null;
        }
        if (bits != 0 && (bits < 2 || bits > 16)) {
            throw new UserError(
                    "couplings of " + bits
                            + " bits cannot be trained; perhaps you should take 2 to 16 for dsllm.train.couplingBits, or 0 for real numbers");
        }
        String name = request.target().numerics() == null
                ? "default"
                : request.target().numerics();
        Numerics base = Settings.namedNumerics(name);
        return bits == 0 ? base : base.withCouplingBits(bits);
    }

    private @Nullable Exponential exponential() {
        return request.method().exponential().equals(EXACT)
                ? null
                : named("exponential", request.method().exponential(), Exponential.values());
    }

    private static <E extends Enum<E>> E named(String parameter, String name, E[] values) {
        List<String> names = Arrays.stream(values)
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList();
        int index = names.indexOf(name);
        if (index < 0) {
            throw new UserError("the " + parameter + " " + name + " is none of " + String.join(", ", names)
                    + Suggestion.question(name, names));
        }
        return values[index];
    }

    private GoalResult result(
            TrainerKind wanted,
            Map<TrainerKind, TrainProgress> finished,
            Map<TrainerKind, List<TrainingRecord.Point>> curves)
            throws IOException {
        TrainCurve curve = new TrainCurve(curves.getOrDefault(wanted, List.of()));
        TrainProgress progress = finished.getOrDefault(wanted, TrainProgress.NONE);
        boolean classifier = request.text().task() != null;
        LanguageModel model = classifier ? null : Models.open(folder(wanted));
        GoalResult result = (model == null
                        ? GoalResult.of("train", "task " + request.text().task(), "none", digest(folder(wanted)))
                        : GoalResult.of("train", model.shape().describe(), "none", model.digest()))
                .with("steps", curve.steps(), "1")
                .with("lossFirst", curve.first(), "nat")
                .with("lossLast", curve.last(), "nat")
                .with("tokensPerSecond", progress.tokensPerSecond(), "1/s")
                .with("hostReadWords", hostReadWords(wanted, model), "1");
        if (curve.validated()) {
            result = result.with("lossValidation", curve.validation(), "nat");
        }
        if (classifier) {
            result = result.with("accuracy", curve.accuracy(), "1").with("accuracyMajority", progress.majority(), "1");
        }
        return request.method().compare() ? compared(result, classifier, curves) : result;
    }

    private GoalResult compared(
            GoalResult of, boolean classifier, Map<TrainerKind, List<TrainingRecord.Point>> curves) {
        TrainCurve usual = new TrainCurve(curves.getOrDefault(TrainerKind.BACKPROP, List.of()));
        GoalResult result = classifier ? of.with("accuracyBackprop", usual.accuracy(), "1") : of;
        for (TrainerKind kind : List.of(TrainerKind.DS, TrainerKind.DS_ECL)) {
            double deviation = new TrainCurve(curves.getOrDefault(kind, List.of()))
                    .deviation(usual, request.descent().warmup());
            result = result.with("deviation-" + kind.label(), deviation, "1");
        }
        return result;
    }

    /** Of what was trained. */
    private static String digest(Path folder) throws IOException {
        return Inputs.digest(folder.resolve("model.safetensors"));
    }

    /** Outputs that leave the chip per step: loss currents are made where the outputs are. */
    private double hostReadWords(TrainerKind kind, @Nullable LanguageModel model) {
        if (kind == TrainerKind.DS_ECL) {
            return 0;
        }
        return model == null
                ? (double) request.pace().batch() * classes(kind)
                : (double) request.pace().batch()
                        * request.pace().length()
                        * model.shape().vocabulary();
    }

    /** Of a trained classifier. */
    private int classes(TrainerKind kind) {
        return JsonFile.readObject(folder(kind).resolve("config.json"), CONFIG_LIMIT)
                .path("id2label")
                .size();
    }
}
