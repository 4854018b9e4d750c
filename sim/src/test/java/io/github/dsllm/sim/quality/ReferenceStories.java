package io.github.dsllm.sim.quality;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.quantise.CalibrationText;
import io.github.dsllm.codegen.quantise.Quality;
import io.github.dsllm.codegen.quantise.Quantisation;
import io.github.dsllm.codegen.quantise.Quantiser;
import io.github.dsllm.codegen.reference.FloatTransformer;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import io.github.dsllm.sim.golden.GoldenMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A reference model with its tokenizer, calibrated on stories 0 to 19 and measured on others. */
final class ReferenceStories {
    private static final String SAMPLE = "datasets/tinystories-sample/tinystories_sample.txt";
    private static final int CALIBRATION_STORIES = 20;

    private final LanguageModel model;
    private final Tokenizer tokenizer;

    ReferenceStories(String name) {
        Path path = Shared.file(name);
        model = Models.open(path);
        tokenizer = TokenizerLoader.forModel(path, null, model.shape()).orElseThrow();
    }

    GoldenMachine machine(Numerics numerics) {
        CalibrationText text = new CalibrationText(tokenizer, model.shape());
        Quantisation quantisation =
                new Quantiser(numerics).quantise(model, text.read(Shared.file(SAMPLE), CALIBRATION_STORIES));
        ChipImage image = new ImageBuilder(LayoutOptions.singleTile(64)).build("reference", quantisation, "");
        return GoldenMachine.of(image);
    }

    /** Every {@code step}-th story from the first after the calibration text on. */
    Quality quality(Numerics numerics, int step, int count) {
        List<int[]> texts = IntStream.range(0, count)
                .map(i -> CALIBRATION_STORIES + i * step)
                .mapToObj(stories()::get)
                .map(story -> tokenizer.encode(story, true))
                .map(tokens -> Arrays.copyOf(
                        tokens, Math.min(tokens.length, model.shape().context())))
                .toList();
        return Quality.compare(new FloatTransformer(model)::forward, MachineLogits.of(machine(numerics)), texts);
    }

    private static List<String> stories() {
        try {
            String sample = Files.readString(Shared.file(SAMPLE));
            return Arrays.stream(sample.split("<\\|endoftext\\|>"))
                    .map(String::strip)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
