package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.util.Arrays;

/** Proves from the saturation widths and the couplings of an image which sums fit 32 bits, whatever the text. */
final class GuaranteedWidths {
    private static final int UNKNOWN_BITS = 32;

    private final ChipImage image;
    private final int[] groupBits; // 0 where no instruction writes the group
    private int keyBits = 1;

    GuaranteedWidths(ChipImage image) {
        this.image = image;
        this.groupBits = new int[image.core().depths().stateGroups()];
        for (TileImage tile : image.tiles()) {
            for (Instruction instruction : tile.program()) {
                collect(instruction, tile.descriptorOf(instruction));
            }
        }
    }

    private void collect(Instruction instruction, Descriptor descriptor) {
        switch (descriptor.function()) {
            case TOKEN -> widen(instruction.group(), 1, UNKNOWN_BITS);
            case EMBED, NORM -> widen(instruction.group(), groupsOf(descriptor.count()), descriptor.bits());
            case LINEAR, ROPE, ATTEND, SILU, PRODUCT, TABLE -> widen(instruction.group(), 1, descriptor.bits());
            case KEY -> keyBits = Math.max(keyBits, descriptor.bits());
            case ARRIVE, VALUE, SCORES, SEND, SAMPLE -> {}
        }
    }

    private int groupsOf(int nodes) {
        int lanes = image.core().lanes();
        return (nodes + lanes - 1) / lanes;
    }

    private void widen(int group, int groups, int bits) {
        for (int g = group; g < group + groups; g++) {
            groupBits[g] = Math.max(groupBits[g], bits);
        }
    }

    private long largest(int group, int groups) {
        int bits = Arrays.stream(groupBits, group, group + groups)
                .map(b -> b == 0 ? UNKNOWN_BITS : b)
                .max()
                .orElse(UNKNOWN_BITS);
        return 1L << (bits - 1);
    }

    /** Whether Σ J·x of a LINEAR fits 32 bits. */
    boolean linearIsNarrow(TileImage tile, Instruction instruction, Descriptor descriptor) {
        int lanes = image.core().lanes();
        long largest = largest(descriptor.source(), groupsOf(descriptor.count()));
        long limit = Integer.MAX_VALUE / largest;
        for (int lane = 0; lane < lanes; lane++) {
            long sum = 0;
            for (int j = 0; j < descriptor.count(); j++) {
                sum += Math.abs(tile.couplings()[(instruction.couplingWord() + j) * lanes + lane]);
            }
            if (sum > limit) {
                return false;
            }
        }
        return true;
    }

    /** Whether all scores of a tile fit 32 bits. */
    boolean scoresAreNarrow(TileImage tile) {
        long keys = (1L << (keyBits - 1)) * image.core().segmentLanes();
        return tile.program().stream()
                .map(tile::descriptorOf)
                .filter(descriptor -> descriptor.function() == NodeFunction.SCORES)
                .allMatch(descriptor -> largest(descriptor.source(), 1) * keys <= Integer.MAX_VALUE);
    }
}
