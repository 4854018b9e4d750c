package io.github.dsllm.codegen.image;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.ExponentialTable;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.isa.Descriptor;
import java.util.Arrays;
import java.util.List;

/** The memory files of docs/core.md §5: word width and depth of each kind, the same in all tiles. */
enum MemoryFormat {
    COUPLING("coupling", true),
    EXTERNAL("external", true),
    SCALE("scale", true),
    GAIN("gain", true),
    PROGRAM("program", true),
    DESCRIPTOR("descriptor", true),
    ROPE("rope", false),
    EXPONENTIAL("exponential", false),
    NODE_TABLE("nodetable", false);

    static final int NODE_TABLE_SIZE = 1024;
    static final int NODE_TABLE_BITS = 16;
    static final int TRAJECTORY_STEP_BITS = 17;
    static final int INSTRUCTION_BITS = 64;

    private final String baseName;
    private final boolean perTile;

    MemoryFormat(String baseName, boolean perTile) {
        this.baseName = baseName;
        this.perTile = perTile;
    }

    /** The files of a core, in the order in which they are written. */
    static List<MemoryFormat> of(CoreParameters core) {
        return Arrays.stream(values())
                .filter(format -> format != EXTERNAL || core.external() != null)
                .toList();
    }

    boolean perTile() {
        return perTile;
    }

    String file(int tile) {
        return (perTile ? "tile" + tile + "_" : "") + baseName + ".mem";
    }

    int words(CoreParameters core) {
        return switch (this) {
            case COUPLING -> core.depths().couplings();
            case EXTERNAL -> core.external() == null ? 0 : core.external().words();
            case SCALE -> core.depths().scales();
            case GAIN -> core.depths().gains();
            case PROGRAM -> core.depths().program();
            case DESCRIPTOR -> core.depths().descriptors();
            case ROPE -> core.depths().context();
            case EXPONENTIAL -> 1 << ExponentialTable.addressBits(core.numerics());
            case NODE_TABLE -> NODE_TABLE_SIZE;
        };
    }

    int bits(CoreParameters core) {
        Numerics numerics = core.numerics();
        return switch (this) {
            case COUPLING, EXTERNAL -> core.lanes() * numerics.couplingBits();
            case SCALE -> core.lanes() * scaleBits(core);
            case GAIN -> core.lanes() * Numerics.GAIN_BITS;
            case PROGRAM -> INSTRUCTION_BITS;
            case DESCRIPTOR -> Descriptor.WIDTH;
            case ROPE -> core.segmentLanes() * numerics.ropeBits();
            case EXPONENTIAL -> numerics.tableFraction() + 2;
            case NODE_TABLE -> NODE_TABLE_BITS;
        };
    }

    private static int scaleBits(CoreParameters core) {
        return core.numerics().scaleBits()
                + CoreParameters.SCALE_SHIFT_BITS
                + (core.trajectory() ? TRAJECTORY_STEP_BITS : 0);
    }
}
