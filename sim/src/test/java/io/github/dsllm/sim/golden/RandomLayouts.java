package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.SyntheticImages;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.partition.CompactPartitioner;
import io.github.dsllm.codegen.partition.ContiguousPartitioner;
import io.github.dsllm.codegen.partition.Dealer;
import io.github.dsllm.codegen.partition.MultilevelTilePartitioner;
import io.github.dsllm.codegen.partition.Partitioner;
import io.github.dsllm.codegen.place.Mesh;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Seeded random chips with absent tiles and slow links, and every way to put a model on them. */
final class RandomLayouts {
    private RandomLayouts() {}

    static List<Partitioner> partitioners(long seed) {
        return List.of(
                new Dealer(seed),
                new ContiguousPartitioner(),
                new CompactPartitioner(),
                new MultilevelTilePartitioner());
    }

    /** The model of a seed on lanes of that seed and on such a chip. */
    static ChipImage image(long seed, Partitioner partitioner) {
        QuantisedModel model = SyntheticImages.model(seed);
        return new ImageBuilder(SyntheticImages.options(seed).withMesh(mesh(seed)), partitioner, seed)
                .build(partitioner.name(), model, "");
    }

    /** Up to 4 x 4 tiles, of which every third or so is absent, on chips of any size. */
    static Mesh mesh(long seed) {
        Random random = new Random(seed);
        int width = 1 + random.nextInt(4);
        int height = 1 + random.nextInt(4);
        Mesh mesh = new Mesh(
                width, height, Set.of(), 1 + random.nextInt(width), 1 + random.nextInt(height), 1 + random.nextInt(9));
        for (int tile = 1; tile < width * height; tile++) {
            mesh = random.nextInt(3) == 0 ? mesh.without(mesh.tile(tile)) : mesh;
        }
        return mesh;
    }
}
