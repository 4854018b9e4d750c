package io.github.dsllm.codegen.image;

import io.github.dsllm.codegen.chip.CoreParameters;
import java.util.List;

/**
 * All memory contents, the schedule and the digest of everything that made it.
 *
 * @param core parameters of the hardware for which the image is laid out
 * @param tiles one image per tile, row by row; tile 0 talks to the host
 * @param exponentialTable entries of the exponential, by address
 * @param ropeCosines (context × segmentLanes/2) with ropeBits − 2 binary places
 * @param ropeSines same shape
 * @param nodeTable function table of TABLE, 1024 entries, empty if unused
 * @param vocabulary tokens that exist
 * @param stopTokens tokens that end a story, in ascending order
 * @param bosToken token that starts a story
 * @param formats binary places of the named tensors, "layer.tensor" or "tensor"
 * @param lfsrPolynomial feedback of the sampler's 32-bit Galois LFSR
 * @param name name of the model, for people
 * @param inputDigest SHA-256 over model, chip spec and generator version, hexadecimal
 */
public record ChipImage(
        CoreParameters core,
        List<TileImage> tiles,
        int[] exponentialTable,
        short[] ropeCosines,
        short[] ropeSines,
        int[] nodeTable,
        int vocabulary,
        List<Integer> stopTokens,
        int bosToken,
        java.util.SortedMap<String, Integer> formats,
        int lfsrPolynomial,
        String name,
        String inputDigest) {

    public static final int DEFAULT_LFSR_POLYNOMIAL = io.github.dsllm.codegen.chip.Numerics.LFSR_POLYNOMIAL;

    public ChipImage {
        tiles = List.copyOf(tiles);
        stopTokens = List.copyOf(stopTokens);
        if (tiles.size() != core.tiles()) {
            throw new IllegalArgumentException("an image of " + tiles.size() + " tiles for a mesh of " + core.tiles());
        }
    }

    /** The same model on this hardware with these tiles. */
    public ChipImage with(CoreParameters otherCore, List<TileImage> otherTiles) {
        return new ChipImage(
                otherCore,
                otherTiles,
                exponentialTable,
                ropeCosines,
                ropeSines,
                nodeTable,
                vocabulary,
                stopTokens,
                bosToken,
                formats,
                lfsrPolynomial,
                name,
                inputDigest);
    }
}
