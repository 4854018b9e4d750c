package io.github.dsllm.verification.cosim;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.ReloadingImages;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.LayoutOptions.Trajectory;
import io.github.dsllm.codegen.partition.CompactPartitioner;
import io.github.dsllm.codegen.partition.ContiguousPartitioner;
import io.github.dsllm.codegen.partition.Dealer;
import io.github.dsllm.codegen.partition.MultilevelTilePartitioner;
import io.github.dsllm.codegen.partition.Partitioner;
import io.github.dsllm.codegen.place.Mesh;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.codegen.quantise.SyntheticModels;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.verification.simulator.StoryRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A random model on a random chip, small enough for a simulation: every seed another mesh with or without absent tiles and slow links, lane count, set of widths, exponential, mode, partition, external memory, model shape
 * and stories, and the same model on one tile with twice as many lanes. Heads may be shared or not, tied or not, and no dimension needs to fill a group.
 */
record RandomCore(String description, ChipImage image, ChipImage otherLayout, List<StoryRequest> stories) {
    private static final int[][] MESHES = {{1, 1}, {1, 2}, {2, 1}, {2, 2}, {3, 1}, {2, 3}};
    private static final int[] CONTEXTS = {1, 2, 5, 7, 8, 9};

    static RandomCore of(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L);
        Numerics numerics = numerics(random);
        int[] mesh = MESHES[random.nextInt(MESHES.length)];
        int headSize = 2 * (1 + random.nextInt(4));
        int kvHeads = 1 + random.nextInt(3);
        int heads = kvHeads * (1 + random.nextInt(4));
        int segment = Integer.highestOneBit(2 * headSize - 1);
        int lanes = Math.min(16, Math.max(4, segment) << random.nextInt(3));
        QuantisedModel model = SyntheticModels.model(
                seed,
                numerics,
                2 + random.nextInt(20),
                1 + random.nextInt(24),
                1 + random.nextInt(2),
                heads,
                kvHeads,
                headSize,
                4 + random.nextInt(40),
                CONTEXTS[random.nextInt(CONTEXTS.length)],
                random.nextBoolean());
        LayoutOptions options = LayoutOptions.mesh(mesh[0], mesh[1], lanes).withTrace(true);
        if (random.nextInt(3) == 0) {
            options = options.withTrajectory(
                    new Trajectory(1 + random.nextInt(4), 0.25 + random.nextDouble() * 0.75, random.nextBoolean()));
        }
        if (random.nextInt(4) == 0) {
            options = options.withPlainDivision(1 + random.nextInt(8));
        }
        options = options.withMesh(onChips(random, withoutSome(random, options.mesh())));
        List<Partitioner> partitioners = List.of(
                new Dealer(seed),
                new ContiguousPartitioner(),
                new CompactPartitioner(),
                new MultilevelTilePartitioner());
        Partitioner partitioner = partitioners.get(random.nextInt(partitioners.size()));
        ChipImage image = random.nextInt(3) == 0
                ? ReloadingImages.of(model, options, partitioner, random.nextDouble(), memory(random))
                : new ImageBuilder(options, partitioner, seed).build("random " + seed, model, "00");
        String description = "seed " + seed + ": " + mesh[0] + "x" + mesh[1] + " tiles of " + lanes + " lanes, "
                + options.mesh().absent() + " absent, chips of "
                + options.mesh().chipHeight() + "x" + options.mesh().chipWidth()
                + " tiles, " + options.mesh().crossing() + " cycles between them, " + partitioner.name() + ", dim "
                + model.dim() + ", hidden "
                + model.hidden() + ", layers "
                + model.layers().size() + ", heads " + heads + "/" + kvHeads + " of " + headSize + ", vocabulary "
                + model.vocabulary() + (model.tied() ? ", tied" : "") + ", context "
                + image.core().depths().context() + ", " + options.trajectory() + ", plain division "
                + options.plainDivisionSteps() + ", "
                + (image.core().external() == null
                        ? "all resident"
                        : image.core().depths().couplings() + " coupling words, "
                                + image.core().external())
                + ", " + numerics;
        return new RandomCore(
                description,
                image,
                new ImageBuilder(onOneTile(options)).build("other layout", model, "00"),
                stories(random, model));
    }

    /** The same mesh, every second time with a tile or two absent where there are more; never tile 0. */
    private static Mesh withoutSome(Random random, Mesh mesh) {
        Mesh left = mesh;
        for (int absent = random.nextInt(3); absent > 0; absent--) {
            int tile = random.nextInt(mesh.width() * mesh.height());
            left = tile == 0 ? left : left.without(mesh.tile(tile));
        }
        return left;
    }

    /** The same mesh, every second time as chips of any size with links of up to nine cycles between them. */
    private static Mesh onChips(Random random, Mesh mesh) {
        int crossing = random.nextBoolean() ? 1 + random.nextInt(9) : 1;
        return new Mesh(
                mesh.width(),
                mesh.height(),
                mesh.absent(),
                1 + random.nextInt(mesh.width()),
                1 + random.nextInt(mesh.height()),
                crossing);
    }

    private static LayoutOptions onOneTile(LayoutOptions o) {
        return o.withTiles(1, 1, 2 * o.lanes(), 1);
    }

    /** Bits per cycle and latency of an external memory, from too slow to faster than the port. */
    private static LayoutOptions.External memory(Random random) {
        return new LayoutOptions.External(4 + random.nextDouble() * 200, 1 + random.nextInt(40));
    }

    private static Numerics numerics(Random random) {
        Numerics base = random.nextBoolean() ? Numerics.DEFAULT : Numerics.FIDELITY;
        Exponential[] exponentials = Exponential.values();
        return new Numerics(
                base.couplingBits() - random.nextInt(3),
                base.scaleBits() - random.nextInt(3),
                base.stateBits() - random.nextInt(2),
                base.residualBits() + random.nextInt(3),
                base.keyBits() - random.nextInt(2),
                base.valueBits() - random.nextInt(2),
                base.logitBits() - random.nextInt(4),
                exponentials[random.nextInt(exponentials.length)],
                base.exponentFraction() - random.nextInt(2),
                base.weightFraction() - random.nextInt(2),
                base.tableFraction() - random.nextInt(2),
                base.reciprocalTableBits() - random.nextInt(2),
                1 + random.nextInt(3),
                random.nextInt(4),
                base.divisorBits() - random.nextInt(2),
                base.rsqrtFraction() - random.nextInt(2),
                base.rsqrtInputFraction() - random.nextInt(2),
                base.rsqrtSteps() - random.nextInt(2),
                base.ropeBits() - random.nextInt(3),
                base.equaliseKeys());
    }

    /** The most probable tokens first, then two that are drawn; the last one fills the context. */
    private static List<StoryRequest> stories(Random random, QuantisedModel model) {
        List<StoryRequest> stories = new ArrayList<>();
        for (int story = 0; story < 3; story++) {
            int length = 1 + random.nextInt(Math.min(3, model.context()));
            List<Integer> prompt =
                    random.ints(length, 0, model.vocabulary()).boxed().toList();
            Controls controls = Controls.greedy().withLimit(story == 2 ? 0 : 1 + random.nextInt(3));
            stories.add(StoryRequest.of(
                    prompt,
                    story == 0
                            ? controls
                            : controls.atTemperature(0.2 + 2 * random.nextDouble(), 1 + random.nextInt(9999))));
        }
        return stories;
    }
}
