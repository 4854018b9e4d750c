package io.github.dsllm.verification.cosim;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.sim.golden.DigestListener;

/** What the golden model did at one position, by tile and instruction. */
final class GoldenPosition implements DigestListener {
    final long[][] digests;
    final int[][] saturations;
    /** Tiles with a program that the RTL has not yet finished. */
    int tilesToCompare;

    GoldenPosition(ChipImage image) {
        int tiles = image.tiles().size();
        digests = new long[tiles][];
        saturations = new int[tiles][];
        for (int tile = 0; tile < tiles; tile++) {
            int instructions = image.tiles().get(tile).program().size();
            tilesToCompare += instructions > 0 ? 1 : 0;
            digests[tile] = new long[instructions];
            saturations[tile] = new int[instructions];
        }
    }

    @Override
    public void executed(int position, int tile, int pc, long digest, int saturated) {
        digests[tile][pc] = digest;
        saturations[tile][pc] = saturated;
    }
}
