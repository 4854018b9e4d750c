package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ReadCouplings;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.util.Arrays;
import java.util.List;

/**
 * Proves from the saturation widths and the couplings of an image which sums fit 32 bits, whatever the text. The width of a group at an instruction is that of
 * its last writer in the program; of a group that arrives, the widest that any tile sends.
 */
final class GuaranteedWidths {
    private static final int UNKNOWN_BITS = 32;

    /** Differences of scores, and half a rounding step more, must fit 32 bits as well. */
    private static final long LARGEST_SCORE = 1L << 29;

    /** Positions that a 32-bit sum of weighted values must hold, so that it is worth while. */
    private static final int SPAN = 32;

    private final ChipImage image;
    private final List<ReadCouplings> couplings;
    private final int[] sentBits; // by group
    private final int[][] sourceBits; // (tiles, instructions)
    private int keyBits = 1;
    private int valueBits = 1;

    GuaranteedWidths(ChipImage image) {
        this.image = image;
        this.couplings = image.tiles().stream().map(ReadCouplings::of).toList();
        int groups = image.core().depths().stateGroups();
        this.sentBits = new int[groups];
        this.sourceBits = new int[image.tiles().size()][];
        image.tiles().forEach(tile -> follow(tile, unknown(groups)));
        int[] sent = Arrays.stream(sentBits)
                .map(bits -> bits == 0 ? UNKNOWN_BITS : bits)
                .toArray();
        for (int tile = 0; tile < sourceBits.length; tile++) {
            sourceBits[tile] = follow(image.tiles().get(tile), sent);
        }
    }

    private static int[] unknown(int groups) {
        int[] bits = new int[groups];
        Arrays.fill(bits, UNKNOWN_BITS);
        return bits;
    }

    private int[] follow(TileImage tile, int[] arriving) {
        int[] bits = unknown(arriving.length);
        List<Instruction> program = tile.program();
        int[] sources = new int[program.size()];
        for (int pc = 0; pc < sources.length; pc++) {
            Instruction instruction = program.get(pc);
            Descriptor descriptor = tile.descriptorOf(instruction);
            int group = instruction.group();
            switch (descriptor.function()) {
                case TOKEN -> bits[group] = UNKNOWN_BITS;
                case EMBED, NORM -> Arrays.fill(bits, group, group + groupsOf(descriptor.count()), descriptor.bits());
                case LINEAR -> {
                    sources[pc] = widest(bits, descriptor.source(), groupsOf(descriptor.count()));
                    bits[group] = descriptor.bits();
                }
                case SCORES -> sources[pc] = bits[descriptor.source()];
                case ROPE, ATTEND, SILU, PRODUCT, TABLE, CLAMP -> bits[group] = descriptor.bits();
                case KEY -> keyBits = Math.max(keyBits, descriptor.bits());
                case VALUE -> valueBits = Math.max(valueBits, descriptor.bits());
                case SEND -> sentBits[group] = Math.max(sentBits[group], bits[group]);
                case ARRIVE -> bits[group] = arriving[group];
                case SAMPLE, RELOAD, EVOLVE, STORE -> {}
            }
        }
        return sources;
    }

    private int groupsOf(int nodes) {
        int lanes = image.core().lanes();
        return (nodes + lanes - 1) / lanes;
    }

    private static int widest(int[] bits, int group, int groups) {
        return Arrays.stream(bits, group, group + groups).max().orElse(UNKNOWN_BITS);
    }

    /** Whether Σ J·x of the LINEAR at {@code pc} fits 32 bits; not if it reads words without contents, or couplings that may evolve. */
    boolean linearIsNarrow(int tile, int pc) {
        if (image.core().training() != null) {
            return false;
        }
        TileImage tileImage = image.tiles().get(tile);
        Instruction instruction = tileImage.program().get(pc);
        int lanes = image.core().lanes();
        int fanIn = tileImage.descriptorOf(instruction).count();
        ReadCouplings read = couplings.get(tile);
        short[] words = read.words(pc);
        int first = read.firstWord(pc);
        if ((first + fanIn) * lanes > words.length) {
            return false;
        }
        long limit = Integer.MAX_VALUE >> (sourceBits[tile][pc] - 1);
        for (int lane = 0; lane < lanes; lane++) {
            long sum = 0;
            for (int j = 0; j < fanIn; j++) {
                sum += Math.abs(words[(first + j) * lanes + lane]);
            }
            if (sum > limit) {
                return false;
            }
        }
        return true;
    }

    /** Width to which stored values saturate. */
    int valueBits() {
        return valueBits;
    }

    /** Whether all scores of a tile and the weighted values of {@value #SPAN} positions fit 32 bits. */
    boolean attentionIsNarrow(int tile) {
        int productBits = image.core().numerics().weightFraction() + valueBits - 1;
        return productBits < 31 && Integer.MAX_VALUE >> productBits >= SPAN && scoresAreNarrow(tile);
    }

    private boolean scoresAreNarrow(int tile) {
        TileImage tileImage = image.tiles().get(tile);
        long keys = (1L << (keyBits - 1)) * image.core().segmentLanes();
        for (int pc = 0; pc < sourceBits[tile].length; pc++) {
            Instruction instruction = tileImage.program().get(pc);
            boolean scores = tileImage.descriptorOf(instruction).function() == NodeFunction.SCORES;
            if (scores && (1L << (sourceBits[tile][pc] - 1)) * keys > LARGEST_SCORE) {
                return false;
            }
        }
        return true;
    }
}
