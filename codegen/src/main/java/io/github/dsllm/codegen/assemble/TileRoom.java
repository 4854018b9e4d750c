package io.github.dsllm.codegen.assemble;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.partition.Site;

/** What a tile of a chip holds of a model: its memories, as far as instructions reach, with what it can reload. */
final class TileRoom {
    private TileRoom() {}

    static Site site(LayoutOptions options, Numerics numerics, Geometry geometry, long seed) {
        return new Site(options.mesh(), room(options.limits(), numerics, geometry), seed);
    }

    private static Site.Room room(LayoutOptions.Limits limits, Numerics numerics, Geometry geometry) {
        long couplings = limits.couplings().capacity((long) geometry.lanes() * numerics.couplingBits());
        long rowBits = (long) geometry.keyValueLanes() * (numerics.keyBits() + numerics.valueBits());
        return new Site.Room(
                limits.external().isPresent()
                        ? Instruction.EXTERNAL_WORDS
                        : Math.min(couplings, MemoryDepths.COUPLING_WORDS),
                MemoryDepths.SCALE_WORDS,
                limits.keyValues().capacity(rowBits));
    }
}
