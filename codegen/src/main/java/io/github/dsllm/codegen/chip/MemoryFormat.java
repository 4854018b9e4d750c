package io.github.dsllm.codegen.chip;

import io.github.dsllm.codegen.isa.Descriptor;
import java.util.Arrays;
import java.util.List;

/** The memories that an image fills (docs/core.md §5): file, word width and depth of each kind, the same in all tiles. */
public enum MemoryFormat {
    COUPLING("coupling", true),
    EXTERNAL("external", true),
    SCALE("scale", true),
    GAIN("gain", true),
    PROGRAM("program", true),
    DESCRIPTOR("descriptor", true),
    ROPE("rope", false),
    EXPONENTIAL("exponential", false),
    NODE_TABLE("nodetable", false);

    /** Bits of one entry of the node table. */
    public static final int NODE_TABLE_BITS = 16;

    /** Bits of the step length a of a lane in scale memory. */
    public static final int TRAJECTORY_STEP_BITS = 17;

    private static final int NODE_TABLE_SIZE = 1024;
    private static final int INSTRUCTION_BITS = 64;

    private final String baseName;
    private final boolean perTile;

    MemoryFormat(String baseName, boolean perTile) {
        this.baseName = baseName;
        this.perTile = perTile;
    }

    /** The files of a core, in the order in which they are written. */
    public static List<MemoryFormat> of(CoreParameters core) {
        return Arrays.stream(values())
                .filter(format -> format != EXTERNAL || core.external() != null)
                .toList();
    }

    /** The memories within a core, all but the external one. */
    public static List<MemoryFormat> within() {
        return Arrays.stream(values()).filter(format -> format != EXTERNAL).toList();
    }

    /** The number that stands for the memory on the host link (docs/host-link.md). */
    public int code() {
        return ordinal();
    }

    /** Whether each tile has contents of its own. */
    public boolean perTile() {
        return perTile;
    }

    /** Name of the {@code $readmemh} file. */
    public String file(int tile) {
        return (perTile ? "tile" + tile + "_" : "") + baseName + ".mem";
    }

    /** Whether a file of that name holds the contents of such a memory, of any tile. */
    public boolean isNameOf(String file) {
        return file.equals(file(0)) || (perTile && file.startsWith("tile") && file.endsWith("_" + baseName + ".mem"));
    }

    /** Words of the memory, used or not. */
    public int words(CoreParameters core) {
        return switch (this) {
            case COUPLING -> core.depths().couplings();
            case EXTERNAL -> core.external() == null ? 0 : core.external().words();
            case SCALE -> core.depths().scales() * core.unitLanes();
            case GAIN -> core.depths().gains() * core.unitLanes();
            case PROGRAM -> core.depths().program();
            case DESCRIPTOR -> core.depths().descriptors();
            case ROPE -> core.depths().context();
            case EXPONENTIAL -> 1 << ExponentialTable.addressBits(core.numerics());
            case NODE_TABLE -> NODE_TABLE_SIZE * core.nodeTables();
        };
    }

    /** Bits of a word. */
    public int bits(CoreParameters core) {
        Numerics numerics = core.numerics();
        return switch (this) {
            case COUPLING -> core.lanes() * core.couplingCellBits();
            case EXTERNAL -> core.lanes() * numerics.couplingBits();
            case SCALE -> core.units() * scaleBits(core);
            case GAIN -> core.units() * Numerics.GAIN_BITS;
            case PROGRAM -> INSTRUCTION_BITS;
            case DESCRIPTOR -> Descriptor.WIDTH;
            case ROPE -> core.segmentLanes() * numerics.ropeBits();
            case EXPONENTIAL -> numerics.tableFraction() + 2;
            case NODE_TABLE -> NODE_TABLE_BITS;
        };
    }

    /** Index, in lanes after lanes, of what unit {@code unit} finds in a word of scale or gain memory: a word holds one lane of each unit. */
    public static int laneOfUnit(CoreParameters core, int word, int unit) {
        int phase = word % core.unitLanes();
        return word / core.unitLanes() * core.lanes() + unit * core.unitLanes() + phase;
    }

    private static int scaleBits(CoreParameters core) {
        return core.numerics().scaleBits()
                + CoreParameters.SCALE_SHIFT_BITS
                + (core.trajectory() ? TRAJECTORY_STEP_BITS : 0);
    }
}
