package io.github.dsllm.verification.cosim;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.sim.golden.DigestListener;

/** What the golden model did at one position, by tile and instruction. */
final class GoldenPosition implements DigestListener {
    final long[][] digests;
    final int[][] saturations;
    int tilesToCompare;

    GoldenPosition(ChipImage image) {
        tilesToCompare = image.tiles().size();
        digests = new long[tilesToCompare][];
        saturations = new int[tilesToCompare][];
        for (int tile = 0; tile < tilesToCompare; tile++) {
            int instructions = image.tiles().get(tile).program().size();
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
