package io.github.dsllm.verification.sizing;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.ChipSpecReader;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.Quantiser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** A chip spec and a model with random weights for it, drawn by a seed: lanes, widths, context, mode, host, and a shape that fills memories of any depth. */
record DrawnChip(String description, ChipSpec spec, ChipImage image) {
    private static final int[] LANES = {4, 8, 8, 16, 16, 32};

    static DrawnChip of(long seed, Path folder) throws IOException {
        return of(seed, ChipSpec.States.AUTO, folder);
    }

    /** With node states in a place that is not drawn. */
    static DrawnChip of(long seed, ChipSpec.States states, Path folder) throws IOException {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        int lanes = pick(random, LANES);
        int context = pick(random, 8, 16, 24, 40, 64, 100, 160, 256);
        String widths = "coupling: " + between(random, 4, 8) + ", scale: " + between(random, 10, 14) + ", state: "
                + between(random, 13, 17) + ", residual: " + between(random, 16, 20) + ", key: "
                + between(random, 7, 12)
                + ", value: " + between(random, 6, 10) + ", logit: " + between(random, 18, 24) + ", rope: "
                + between(random, 12, 16);
        String mode = random.nextInt(6) == 0 ? ", mode: trajectory, trajectory: { steps: 16, fraction: 0.5 }" : "";
        String load = random.nextBoolean() ? "reload" : "never";
        Exponential exponential = Exponential.values()[random.nextInt(Exponential.values().length)];
        ModelShape shape = shape(random, lanes, context);
        int unitLanes = pick(random, 2, 4, 4, 8, 8, 16);
        String text = "{ name: drawn-" + seed + ", tiles: { rows: 1, columns: 1 }, lanes: " + lanes
                + ", unitLanes: " + unitLanes
                + ", memory: { coupling: { words: 1000000 }, state: { words: 4096 }, keyValue: { words: 65536 } }"
                + ", widths: { " + widths + " }, clock: 60 MHz, context: " + context + mode + ", host: { load: " + load
                + " }"
                + (states == ChipSpec.States.AUTO
                        ? ""
                        : ", fpga: { family: ecp5, part: LFE5U-85F-6, states: "
                                + states.name().toLowerCase(Locale.ROOT) + " }")
                + " }";
        Path file = Files.writeString(folder.resolve("drawn.yaml"), text + "\n");
        ChipSpec spec = new ChipSpecReader().read(file);
        Numerics numerics = spec.widths().over(Numerics.DEFAULT).withExponential(exponential);
        LanguageModel model = Models.open(TinyModels.llama2c(folder, shape, seed));
        ChipImage image = new ImageBuilder(LayoutOptions.of(spec, false))
                .build("drawn", new Quantiser(numerics).quantise(model, CalibrationSet.sampled(model, 2)), "00");
        String drawn = text + "; exponential " + exponential + "; dim " + shape.dim() + ", hidden " + shape.hiddenDim()
                + ", layers " + shape.layers() + ", heads " + shape.heads() + "/" + shape.kvHeads() + ", vocabulary "
                + shape.vocabulary();
        return new DrawnChip(drawn, spec, image);
    }

    private static ModelShape shape(Random random, int lanes, int context) {
        int headSize = Math.min(lanes, pick(random, 4, 8, 16));
        int keyHeads = pick(random, 1, 1, 2);
        int heads = keyHeads * pick(random, 1, 2);
        int dim = heads * headSize;
        int hidden = dim * between(random, 4, 10) / 4;
        int vocabulary = between(random, 24, random.nextInt(4) == 0 ? 600 : 100);
        return TinyModels.shape(dim, hidden, between(random, 1, 2), heads, keyHeads, vocabulary, context);
    }

    private static int pick(Random random, int... values) {
        return values[random.nextInt(values.length)];
    }

    private static int between(Random random, int least, int most) {
        return least + random.nextInt(most - least + 1);
    }
}
