package io.github.dsllm.codegen.image;

import io.github.dsllm.codegen.chip.CoreParameters;
import java.util.List;
import java.util.SortedMap;

/** What stands in image.json: everything of an image that is not in a memory file, and how to read those. */
record ImageManifest(
        int schema,
        String name,
        String inputDigest,
        CoreParameters core,
        int vocabulary,
        int bosToken,
        List<Integer> stopTokens,
        SortedMap<String, Integer> formats,
        int lfsrPolynomial,
        boolean nodeTable,
        List<Tile> tiles,
        SortedMap<String, String> sha256) {

    static final int SCHEMA = 4;

    /** Words of a tile that hold something; the rest of its memory files is 0. */
    record Tile(
            int couplings,
            int scales,
            int gains,
            int program,
            int descriptors,
            int external,
            List<OperatorTag> operators) {}
}
