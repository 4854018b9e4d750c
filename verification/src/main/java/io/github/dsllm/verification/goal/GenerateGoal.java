package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.ChipSpecReader;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelGraph;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.Quantisation;
import io.github.dsllm.codegen.quantise.Quantiser;
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
        Inputs inputs = GenerateInputs.of(request);
        List<String> reasons = reasons(inputs, chip, settings);
        if (reasons.isEmpty()) {
            messages.info("up to date: " + layout.root());
            return chip;
        }
        messages.info("generating, because of: " + String.join(", ", reasons));
        Files.deleteIfExists(layout.inputs());
        new Run(settings, chip, inputs.digest()).run();
        inputs.save(layout.inputs());
        return chip;
    }

    private List<String> reasons(Inputs inputs, ChipSpec chip, Settings settings) throws IOException {
        List<String> changes = inputs.changesSince(layout.inputs());
        if (!changes.isEmpty()) {
            return changes;
        }
        return expected(chip, settings).stream()
                .filter(file -> !Files.exists(file))
                .map(file -> "missing " + file.getFileName())
                .toList();
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

    /** One run; reads top to bottom as the product works. */
    private final class Run {
        private final Settings settings;
        private final ChipSpec chip;
        private final String digest;
        private final Stopwatch watch = new Stopwatch(messages);

        Run(Settings settings, ChipSpec chip, String digest) {
            this.settings = settings;
            this.chip = chip;
            this.digest = digest;
        }

        void run() throws IOException {
            GoalResult result = GoalResult.of("generate", name(), chip.name(), digest);
            LanguageModel model = watch.time("read model", () -> Models.open(request.model()));
            messages.info(model.describe());
            ModelDumps.write(ModelGraph.of(model.shape()), layout.dumps());
            if (settings.stopsBefore(Stage.PROGRAM)) {
                finish(result);
                return;
            }
            Tokenizer tokenizer = tokenizer(model);
            Quality quality = new Quality(model, tokenizer);
            CalibrationSet text = watch.time("calibration text", () -> quality.calibration(request.calibration()));
            Quantisation quantisation =
                    watch.time("quantise", () -> new Quantiser(settings.numerics(chip)).quantise(model, text));
            quantisation.notes().forEach(messages::info);
            if (settings.stopsBefore(Stage.PARTITION)) {
                finish(result);
                return;
            }
            ChipImage image = watch.time("partition and schedule", () -> image(quantisation));
            ImageDumps.write(image, layout.dumps());
            GoalResult placed =
                    new PlacementFigures(image).addTo(result).with("couplings", couplings(model.shape()), "1");
            if (settings.stopsBefore(Stage.IMAGE)) {
                finish(placed);
                return;
            }
            watch.time("write image", () -> ImageFiles.write(image, layout.image()));
            GoldenFacade.write(request.sourceDirectory(), chip.name(), image, layout.image());
            if (request.stopAfter() == null) {
                watch.time("write Verilog", () -> verilog(image));
            }
            finish(quality.compare(placed, image, request.evaluation(), watch));
        }

        private static long couplings(ModelShape shape) {
            return shape.staticMacs() + (shape.tiedHead() ? 0 : (long) shape.vocabulary() * shape.dim());
        }

        private @Nullable Tokenizer tokenizer(LanguageModel model) {
            Optional<Tokenizer> tokenizer =
                    TokenizerLoader.forModel(request.model(), request.tokenizer(), model.shape());
            if (tokenizer.isEmpty()) {
                messages.warn("no tokenizer beside the model: only token ids, no text (parameter dsllm.tokenizer)");
            }
            return tokenizer.orElse(null);
        }

        private ChipImage image(Quantisation quantisation) {
            return new ImageBuilder(LayoutOptions.of(chip, false)).build(name(), quantisation, digest);
        }

        private void verilog(ChipImage image) throws IOException {
            if (!new CoreVerilog(layout.rtl(), request.firtool()).make(image.core())) {
                messages.info("the Verilog is that of the last run: the core has the same parameters");
            }
        }

        private void finish(GoalResult result) throws IOException {
            watch.addTo(result).write(layout.root());
            messages.info("results are in " + layout.root());
        }

        private String name() {
            String file =
                    request.model().toAbsolutePath().normalize().getFileName().toString();
            return file.endsWith(".bin") ? file.substring(0, file.length() - 4) : file;
        }
    }
}
