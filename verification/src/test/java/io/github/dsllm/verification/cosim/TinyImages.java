package io.github.dsllm.verification.cosim;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.partition.Partitioner;
import io.github.dsllm.codegen.partition.Partitioners;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.Quantisation;
import io.github.dsllm.codegen.quantise.Quantiser;
import java.nio.file.Path;

/** Chip images of random models, small enough for a simulation within a test. */
final class TinyImages {
    private TinyImages() {}

    static ChipImage mesh(Path directory, int rows, int columns, int lanes, Numerics numerics) {
        LayoutOptions options =
                rows * columns == 1 ? LayoutOptions.singleTile(lanes) : LayoutOptions.mesh(rows, columns, lanes);
        return of(directory, TinyModels.smallest(), 5, options, numerics);
    }

    static ChipImage of(Path directory, ModelShape shape, long seed, LayoutOptions options, Numerics numerics) {
        return of(directory, shape, seed, options, numerics, Partitioners.named(Partitioners.DEFAULT));
    }

    static ChipImage of(
            Path directory,
            ModelShape shape,
            long seed,
            LayoutOptions options,
            Numerics numerics,
            Partitioner partitioner) {
        LanguageModel model = Models.open(
                shape.activation().equals("silu")
                        ? TinyModels.llama2c(directory, shape, seed)
                        : TinyModels.huggingFace(directory, shape, seed));
        Quantisation quantised = new Quantiser(numerics).quantise(model, CalibrationSet.sampled(model, 2));
        return new ImageBuilder(options.withTrace(true), partitioner).build("tiny", quantised, "00");
    }
}
