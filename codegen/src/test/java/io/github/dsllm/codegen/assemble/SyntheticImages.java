package io.github.dsllm.codegen.assemble;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.LayoutOptions.Trajectory;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.codegen.quantise.SyntheticModels;
import java.util.Random;

/** Seeded random chips for random models: every seed another shape, lanes, mesh and mode. */
public final class SyntheticImages {
    private SyntheticImages() {}

    public static QuantisedModel model(long seed) {
        return SyntheticModels.any(seed, seed % 5 == 4 ? Numerics.FIDELITY : Numerics.DEFAULT);
    }

    /** Lanes that hold at least one head, up to nine tiles, sometimes trajectories or plain division. */
    public static LayoutOptions options(long seed) {
        Random random = new Random(seed * 17 + 3);
        int heads = model(seed).headSize();
        int lanes = Math.max(2, Integer.highestOneBit(2 * heads - 1)) << random.nextInt(3);
        LayoutOptions options = LayoutOptions.mesh(1 + random.nextInt(3), 1 + random.nextInt(3), lanes);
        if (random.nextInt(4) == 0) {
            options = options.withTrajectory(
                    new Trajectory(1 + random.nextInt(4), 0.25 + random.nextDouble() * 0.75, random.nextBoolean()));
        }
        if (random.nextInt(4) == 0) {
            options = options.withPlainDivision(8);
        }
        return options.withContext(4 + random.nextInt(10));
    }

    public static ChipImage image(long seed) {
        return new ImageBuilder(options(seed)).build("synthetic " + seed, model(seed), "");
    }
}
