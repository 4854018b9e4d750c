package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.PartitionChoice;
import io.github.dsllm.codegen.assemble.Placement;
import io.github.dsllm.codegen.assemble.ReloadFigures;
import io.github.dsllm.codegen.assemble.Schedule;
import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.ChipSpecReader;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.chip.SocParameters;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.LayoutShape;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.partition.Partitioner;
import io.github.dsllm.codegen.program.OperatorMappings;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.Quantisation;
import io.github.dsllm.codegen.quantise.Quantiser;
import io.github.dsllm.codegen.quantise.ShapeQuantisation;
import io.github.dsllm.codegen.schedule.ScheduleVerifier;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code generate}: from a model and a chip spec to a chip image, Verilog, a Java facade and figures; nothing is done when nothing has changed. */
public final class GenerateGoal {
    private final GenerateRequest request;
    private final Messages messages;
    private final OutputLayout layout;

    public GenerateGoal(GenerateRequest request, Messages messages) {
        this.request = request;
        this.messages = messages;
        this.layout = new OutputLayout(request.outputDirectory());
    }

    /**
     * Generates what is missing or out of date.
     *
     * @return the name of the chip
     * @throws io.github.dsllm.codegen.UserError for everything that the user can repair
     */
    public ChipSpec run() throws IOException {
        Settings settings = new Settings(request);
        ChipSpec chip = new ChipSpecReader().read(request.chip());
        requireNoTraining(chip);
        Inputs inputs = GenerateInputs.of(request);
        List<String> reasons = reasons(inputs, chip, settings);
        if (reasons.isEmpty()) {
            messages.info("up to date: " + layout.root());
            return chip;
        }
        messages.info("generating, because of: " + String.join(", ", reasons));
        Files.deleteIfExists(layout.inputs());
        removeWhatIsNotMade(chip, settings);
        new Run(settings, chip, inputs.digest()).run();
        outputs().save(layout.outputs());
        inputs.save(layout.inputs());
        return chip;
    }

    /** The program of a language model lets no coupling learn. */
    private void requireNoTraining(ChipSpec chip) {
        if (chip.training() != null) {
            throw new UserError(
                    "chip spec " + request.chip()
                            + " has couplings that learn (training), and a language model's are not trained on the chip; perhaps you should leave the key out, or train a head with dsllm:train -Ddsllm.machine=rtl");
        }
    }

    private List<String> reasons(Inputs inputs, ChipSpec chip, Settings settings) throws IOException {
        List<String> changes = inputs.changesSince(layout.inputs());
        if (!changes.isEmpty()) {
            return changes;
        }
        List<String> missing = expected(chip, settings).stream()
                .filter(file -> !Files.exists(file))
                .map(file -> "missing " + file.getFileName())
                .toList();
        return missing.isEmpty() ? outputs().changesSince(layout.outputs()) : missing;
    }

    /** What the image and the Verilog are now: a file that was damaged or lost is made again. */
    private Inputs outputs() throws IOException {
        Inputs found = new Inputs();
        for (Path folder : List.of(layout.image(), layout.rtl(), layout.board(), layout.soc())) {
            if (Files.isDirectory(folder)) {
                found.with(folder.getFileName() + " file", folder);
            }
        }
        return found;
    }

    private List<Path> expected(ChipSpec chip, Settings settings) {
        if (settings.stopsBefore(Stage.IMAGE)) {
            return List.of(layout.result("generate"));
        }
        Stream<Path> image = Stream.of(
                layout.result("generate"),
                layout.image().resolve("image.json"),
                GoldenFacade.file(request.sourceDirectory(), chip.name()));
        return Stream.concat(image, request.stopAfter() != null ? Stream.of() : Stream.of(layout.fileList()))
                .toList();
    }

    /** What a run that ends earlier would leave of another one. */
    private void removeWhatIsNotMade(ChipSpec chip, Settings settings) throws IOException {
        new Dumps(layout.dumps(), messages).clear();
        if (settings.stopsBefore(Stage.IMAGE)) {
            if (Files.exists(layout.image().resolve("image.json"))) {
                Outputs.delete(layout.image());
            }
            Outputs.delete(GoldenFacade.file(request.sourceDirectory(), chip.name()));
        }
        if (request.stopAfter() != null) {
            new CoreVerilog(layout.rtl(), null).remove();
        }
        boolean hasVerilog = request.stopAfter() == null;
        if (!hasVerilog || !hostIs(chip, ChipSpec.Port.SERIAL)) {
            new CoreVerilog(layout.board(), null).remove();
        }
        if (!hasVerilog || !hostIs(chip, ChipSpec.Port.AXI)) {
            new CoreVerilog(layout.soc(), null).remove();
            new SocFiles(layout, chip.name()).remove();
        }
    }

    private static boolean hostIs(ChipSpec chip, ChipSpec.Port port) {
        ChipSpec.Host host = chip.host();
        return host != null && host.port() == port;
    }

    /** One run; reads top to bottom as the product works. */
    private final class Run {
        private final Settings settings;
        private final ChipSpec chip;
        private final String digest;
        private final Stopwatch watch = new Stopwatch(messages);
        private final Dumps dumps = new Dumps(layout.dumps(), messages);

        Run(Settings settings, ChipSpec chip, String digest) {
            this.settings = settings;
            this.chip = chip;
            this.digest = digest;
        }

        void run() throws IOException {
            GoalResult result = GoalResult.of("generate", name(), chip.name(), digest);
            ModelInput model = watch.time("read model", () -> ModelInput.of(request.model(), settings));
            ModelShape shape = model.shape();
            messages.info(model.describe());
            dumps.graph(shape);
            if (settings.stopsBefore(Stage.PROGRAM)) {
                finish(result);
                return;
            }
            watch.time("map", () -> dumps.program(model.program()));
            if (settings.stopsBefore(Stage.PARTITION)) {
                finish(result);
                return;
            }
            LayoutOptions options = LayoutOptions.of(chip, false);
            Placement placement = watch.time("partition", () -> place(options, shape));
            ImageBuilder builder = new ImageBuilder(options);
            dumps.partition(name(), chip.name(), placement);
            GoalResult placed = result.with(
                            "tiles", placement.blocks().site().tiles().size(), "1")
                    .with("cutWords", placement.figures().cutWords(), "1")
                    .with("loadImbalance", placement.figures().loadImbalance(), "1")
                    .with("couplings", couplings(shape), "1");
            if (settings.stopsBefore(Stage.SCHEDULE)) {
                finish(placed);
                return;
            }
            GivenTexts texts = new GivenTexts(model, tokenizer(model), request.evaluation());
            Quantisation quantisation = quantise(model, texts);
            quantisation.notes().forEach(messages::info);
            Schedule schedule = watch.time("schedule", () -> builder.schedule(quantisation, placement));
            dumps.schedule(name(), schedule);
            GoalResult scheduled = watch.time("count cycles", () -> withCycles(placed, schedule));
            if (settings.stopsBefore(Stage.IMAGE)) {
                watch.time(
                        "verify schedule",
                        () -> ScheduleVerifier.require(schedule.core(), shape.vocabulary(), schedule.programs()));
                finish(scheduled);
                return;
            }
            ChipImage image =
                    watch.time("write image", () -> write(builder.assemble(name(), quantisation, schedule, digest)));
            GoldenFacade.write(request.sourceDirectory(), chip.name(), image, layout.image());
            if (request.stopAfter() == null) {
                watch.time("write Verilog", () -> verilog(image));
            }
            finish(texts.compare(scheduled, image, watch, layout.root()));
        }

        private Placement place(LayoutOptions options, ModelShape shape) {
            Numerics numerics = settings.numerics(chip);
            long seed = request.partitionSeed();
            Optional<Partitioner> named = settings.partitioner();
            if (named.isPresent()) {
                return new ImageBuilder(options, named.get(), seed)
                        .place(LayoutShape.of(shape), shape.context(), numerics);
            }
            Quantisation unweighted = ShapeQuantisation.of(shape, numerics, OperatorMappings.load());
            PartitionChoice choice = new PartitionChoice(options, unweighted, seed);
            messages.info("partitioners: " + choice.describe());
            return choice.placement();
        }

        private static GoalResult withCycles(GoalResult result, Schedule schedule) {
            ReloadFigures figures = ReloadFigures.of(schedule);
            GoalResult counted = result.with("estimatedCyclesPerToken", figures.cyclesPerToken(), "1");
            return schedule.core().external() == null
                    ? counted
                    : counted.with("residentWords", figures.residentWords(), "1")
                            .with("reloadWords", figures.reloadWords(), "1")
                            .with("reloadCyclesPerToken", figures.reloadCyclesPerToken(), "1");
        }

        private Quantisation quantise(ModelInput model, GivenTexts texts) throws IOException {
            Numerics numerics = settings.numerics(chip);
            if (!model.hasWeights()) {
                return ShapeQuantisation.of(model.shape(), numerics, OperatorMappings.load());
            }
            CalibrationSet text = watch.time("calibration text", () -> texts.calibration(request.calibration()));
            return watch.time("quantise", () -> new Quantiser(numerics).quantise(model.weights(), text));
        }

        private ChipImage write(ChipImage image) throws IOException {
            ImageFiles.write(image, layout.image());
            return image;
        }

        private static long couplings(ModelShape shape) {
            return shape.staticMacs() + (shape.tiedHead() ? 0 : (long) shape.vocabulary() * shape.dim());
        }

        private @Nullable Tokenizer tokenizer(ModelInput model) {
            if (!model.hasWeights()) {
                return null;
            }
            Optional<Tokenizer> tokenizer =
                    TokenizerLoader.forModel(request.model(), request.tokenizer(), model.shape());
            if (tokenizer.isEmpty()) {
                messages.warn("no tokenizer beside the model: only token ids, no text (parameter dsllm.tokenizer)");
            }
            return tokenizer.orElse(null);
        }

        private void verilog(ChipImage image) throws IOException {
            if (!new CoreVerilog(layout.rtl(), request.firtool()).make(image.core())) {
                messages.info("the Verilog is that of the last run: the core has the same parameters");
            }
            Optional<BoardParameters> board = BoardParameters.of(chip, image.core());
            if (board.isPresent()) {
                new CoreVerilog(layout.board(), request.firtool()).make(board.get());
            }
            Optional<SocParameters> soc = SocParameters.of(chip, image.core());
            if (soc.isPresent()) {
                new CoreVerilog(layout.soc(), request.firtool()).make(soc.get());
                new SocFiles(layout, chip.name()).write(chip.name());
            }
        }

        private void finish(GoalResult result) throws IOException {
            watch.addTo(result).write(layout.root());
            messages.info("results are in " + layout.root());
        }

        private String name() {
            return ModelInput.name(request.model());
        }
    }
}
