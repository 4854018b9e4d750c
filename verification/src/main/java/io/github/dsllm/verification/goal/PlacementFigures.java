package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;

/** How well a model lies on the tiles: words of the groups that tiles send per token, each counted once however many receive it, and the busiest tile against the mean. */
final class PlacementFigures {
    private final ChipImage image;

    PlacementFigures(ChipImage image) {
        this.image = image;
    }

    GoalResult addTo(GoalResult result) {
        return result.with("tiles", image.core().tiles(), "1")
                .with("cutWords", cutWords(), "1")
                .with("loadImbalance", loadImbalance(), "1");
    }

    long cutWords() {
        return embeddedWords()
                + image.tiles().stream().mapToLong(this::sentWords).sum();
    }

    /** Greatest number of static multiply-accumulates of a tile over the mean; 1 is perfect. */
    double loadImbalance() {
        long[] macs = image.tiles().stream().mapToLong(PlacementFigures::macs).toArray();
        long sum = 0;
        long greatest = 0;
        for (long each : macs) {
            sum += each;
            greatest = Math.max(greatest, each);
        }
        return sum == 0 ? 1 : (double) greatest * macs.length / sum;
    }

    static long macs(TileImage tile) {
        return tile.operators().stream().mapToLong(OperatorTag::macs).sum();
    }

    private long sentWords(TileImage tile) {
        long groups = 0;
        for (Instruction instruction : tile.program()) {
            Descriptor descriptor = tile.descriptorOf(instruction);
            groups += descriptor.function() == NodeFunction.SEND ? 1 : 0;
        }
        return groups * image.core().lanes();
    }

    private long embeddedWords() {
        TileImage first = image.tiles().get(0);
        return first.program().stream()
                        .map(first::descriptorOf)
                        .filter(descriptor -> descriptor.has(Descriptor.Flag.SHARED))
                        .mapToLong(
                                descriptor -> (descriptor.count() + image.core().lanes() - 1)
                                        / image.core().lanes())
                        .sum()
                * image.core().lanes();
    }
}
