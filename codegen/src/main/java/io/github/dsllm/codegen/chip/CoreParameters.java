package io.github.dsllm.codegen.chip;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that fixes the hardware of a core. One record for Chisel templates, golden model, scheduler and co-simulation; docs/core.md explains each.
 *
 * @param tileRows rows of the tile mesh
 * @param tileColumns columns of the tile mesh
 * @param absentTiles numbers of tiles that are not built, ascending; their routers are. Tile 0 is always there
 * @param chips how the mesh is divided into chips
 * @param lanes L, nodes of a group, a power of two
 * @param segmentLanes lanes that one attention head occupies in a group, a power of two ≤ lanes
 * @param kvShare query segments of a group that share one stored key/value segment; divides lanes / segmentLanes
 * @param clusterLanes lanes that share the division of a node function, a power of two, 2 ≤ clusterLanes ≤ lanes; larger than a segment only if a settle unit is; those of one segment share an exponential unit too
 * @param unitLanes lanes that share one settle unit, which serves one of them per cycle, a power of two, 2 ≤ unitLanes ≤ clusterLanes
 * @param linkWords states that a mesh link moves per cycle and direction; divides lanes
 * @param numerics the arithmetic
 * @param widths derived widths
 * @param depths memory depths
 * @param trajectory whether stages can be run as trajectories of many small steps
 * @param trace whether the verification-only trace ports exist
 * @param external memory outside of the chip, null where there is none
 * @param clamps whether programs clamp nodes to constants (CLAMP)
 * @param training how couplings are trained in place, null where they stay what they are
 * @param compact what a compact core is cut down to, null for a core that runs any program
 */
public record CoreParameters(
        int tileRows,
        int tileColumns,
        List<Integer> absentTiles,
        Chips chips,
        int lanes,
        int segmentLanes,
        int kvShare,
        int clusterLanes,
        int unitLanes,
        int linkWords,
        Numerics numerics,
        Widths widths,
        Depths depths,
        boolean trajectory,
        boolean trace,
        @Nullable External external,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean clamps,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable CouplingTraining training,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable CompactCore compact) {

    /** A core with all its tiles on one chip, without external memory. */
    public CoreParameters(
            int tileRows,
            int tileColumns,
            int lanes,
            int segmentLanes,
            int kvShare,
            int clusterLanes,
            int linkWords,
            Numerics numerics,
            Widths widths,
            Depths depths,
            boolean trajectory,
            boolean trace) {
        this(
                tileRows,
                tileColumns,
                List.of(),
                new Chips(tileRows, tileColumns, 1),
                lanes,
                segmentLanes,
                kvShare,
                clusterLanes,
                Math.min(DEFAULT_UNIT_LANES, clusterLanes),
                linkWords,
                numerics,
                widths,
                depths,
                trajectory,
                trace,
                null,
                false,
                null,
                null);
    }

    /**
     * Widths in bits, signed unless said.
     *
     * @param stateWord one node in state memory and on a link
     * @param accumulator accumulators of a lane
     * @param score one attention score
     * @param weightSum Σf, unsigned
     */
    public record Widths(int stateWord, int accumulator, int score, int weightSum) {
        /** The greater of both, for each of them. */
        public Widths covering(Widths other) {
            return new Widths(
                    Math.max(stateWord, other.stateWord),
                    Math.max(accumulator, other.accumulator),
                    Math.max(score, other.score),
                    Math.max(weightSum, other.weightSum));
        }
    }

    /**
     * Memory depths per tile in words.
     *
     * @param couplings words of L couplings
     * @param scales row groups with their m, sh (and a)
     * @param gains words of L norm gains
     * @param stateGroups groups of L nodes
     * @param keyValues rows of stored keys, and as many of stored values
     * @param context positions
     * @param program instructions
     * @param descriptors function descriptors, at most 256
     */
    public record Depths(
            int couplings,
            int scales,
            int gains,
            int stateGroups,
            int keyValues,
            int context,
            int program,
            int descriptors) {
        /** Memories that hold what either holds. */
        public Depths covering(Depths other) {
            return new Depths(
                    Math.max(couplings, other.couplings),
                    Math.max(scales, other.scales),
                    Math.max(gains, other.gains),
                    Math.max(stateGroups, other.stateGroups),
                    Math.max(keyValues, other.keyValues),
                    Math.max(context, other.context),
                    Math.max(program, other.program),
                    Math.max(descriptors, other.descriptors));
        }
    }

    /**
     * Chips that the mesh is spread over, equally many tiles on each.
     *
     * @param tileRows rows of tiles on a chip
     * @param tileColumns columns of tiles on a chip
     * @param crossing cycles that a flit takes from chip to chip, and cycles between two flits of such a link; within a chip both are 1
     */
    public record Chips(int tileRows, int tileColumns, int crossing) {
        public Chips {
            require(tileRows >= 1 && tileColumns >= 1, "a chip needs at least one tile");
            require(crossing >= 1 && crossing <= SLOWEST_CROSSING, "a flit takes 1 to 1000 cycles from chip to chip");
        }
    }

    /**
     * The memory behind the external port, as test bench and cycle model play it (docs/core.md §6); of these figures the hardware knows nothing.
     *
     * @param words deepest external memory of a tile, in words of L couplings
     * @param latency cycles from a request to its first word, 1 … 2^20
     * @param wordTime cycles that a word takes, in units of 1/256 cycle, 256 … 2^40
     */
    public record External(int words, int latency, long wordTime) {
        /** Units of {@code wordTime} in a cycle. */
        public static final int UNITS = 256;

        public static final int LARGEST_LATENCY = 1 << 20;

        public External {
            require(
                    words >= 0 && words <= Instruction.EXTERNAL_WORDS,
                    "an external memory has at most " + Instruction.EXTERNAL_WORDS + " words per tile");
            require(latency >= 1 && latency <= LARGEST_LATENCY, "a latency lies between 1 and 2^20 cycles");
            require(wordTime >= UNITS && wordTime <= 1L << 40, "a word takes 1 to 2^32 cycles");
        }
    }

    /** Rows, and columns, of a mesh whose rectangles an instruction can name. */
    public static final int LARGEST_SIDE = 256;

    private static final int SLOWEST_CROSSING = 1000;

    /** Lanes of a settle unit where nothing else is asked for. */
    public static final int DEFAULT_UNIT_LANES = 4;

    private static final int STREAM_STAGES = 3;

    /** Bits of the signed per-row shift sh in scale memory. */
    public static final int SCALE_SHIFT_BITS = 8;

    /** Smallest and largest n of R(x, n) that a lane's shifter executes. */
    public static final int SHIFT_MINIMUM = -8;

    public static final int SHIFT_MAXIMUM = 55;

    public CoreParameters {
        absentTiles = List.copyOf(absentTiles);
        requirePowerOfTwo("lanes", lanes);
        requirePowerOfTwo("segmentLanes", segmentLanes);
        requirePowerOfTwo("clusterLanes", clusterLanes);
        require(lanes >= 2, "lanes must be at least 2");
        require(segmentLanes <= lanes, "segmentLanes must not exceed lanes");
        require(segmentLanes >= 2, "a head needs at least one RoPE pair of lanes");
        require(clusterLanes >= 2, "a cluster needs at least the two lanes of a RoPE pair");
        require(clusterLanes <= segmentLanes || clusterLanes == unitLanes, "a cluster exceeds segment and unit");
        requirePowerOfTwo("unitLanes", unitLanes);
        require(unitLanes >= 2 && unitLanes <= 16 && unitLanes <= lanes, "a settle unit has 2 to 16 lanes of a tile");
        require(unitLanes <= clusterLanes, "unitLanes must not exceed clusterLanes");
        require((lanes / segmentLanes) % kvShare == 0, "kvShare must divide the segments of a group");
        require(lanes % linkWords == 0, "linkWords must divide lanes");
        require(tileRows >= 1 && tileColumns >= 1, "the mesh needs at least one tile");
        require(tileRows <= LARGEST_SIDE && tileColumns <= LARGEST_SIDE, "a mesh has at most 256 rows and columns");
        int places = tileRows * tileColumns;
        Set<Integer> absent = Set.copyOf(absentTiles);
        require(
                absent.size() == absentTiles.size() && absent.stream().allMatch(tile -> tile > 0 && tile < places),
                "absent tiles lie in the mesh, each is named once, and tile 0 is none of them");
        require(depths.descriptors() <= 256, "an instruction names one of 256 descriptors");
        require(training == null || places == 1, "couplings are trained on one tile");
        require(training == null || external == null, "couplings that are trained are not reloaded");
        require(
                compact == null || (places == 1 && training == null && external == null && !trajectory),
                "a compact core is one tile whose nodes settle in one step, without training and external memory");
    }

    /** The same core with or without trace ports. */
    public CoreParameters withTrace(boolean isTraced) {
        return with(widths, depths, isTraced, external, clamps, training, compact);
    }

    public CoreParameters withWidths(Widths others) {
        return with(others, depths, trace, external, clamps, training, compact);
    }

    public CoreParameters withDepths(Depths others) {
        return with(widths, others, trace, external, clamps, training, compact);
    }

    /** The same core with another external memory, null for none. */
    public CoreParameters withExternal(@Nullable External other) {
        return with(widths, depths, trace, other, clamps, training, compact);
    }

    /** The same core with or without the node function CLAMP. */
    public CoreParameters withClamps(boolean hasClamps) {
        return with(widths, depths, trace, external, hasClamps, training, compact);
    }

    /** The same core with couplings that are trained in place, null for couplings that stay. */
    public CoreParameters withTraining(@Nullable CouplingTraining other) {
        return with(widths, depths, trace, external, clamps, other, compact);
    }

    /** The same core with units for these node functions only, one instruction at a time. */
    public CoreParameters withCompact(CompactCore other) {
        return with(widths, depths, trace, external, clamps, training, other);
    }

    private CoreParameters with(
            Widths newWidths,
            Depths newDepths,
            boolean isTraced,
            @Nullable External newExternal,
            boolean hasClamps,
            @Nullable CouplingTraining newTraining,
            @Nullable CompactCore newCompact) {
        return new CoreParameters(
                tileRows,
                tileColumns,
                absentTiles,
                chips,
                lanes,
                segmentLanes,
                kvShare,
                clusterLanes,
                unitLanes,
                linkWords,
                numerics,
                newWidths,
                newDepths,
                trajectory,
                isTraced,
                newExternal,
                hasClamps,
                newTraining,
                newCompact);
    }

    /** Whether the core has what a node function needs. */
    public boolean has(NodeFunction function) {
        return compact == null || compact.functions().contains(function);
    }

    /** Places for tiles, those of absent ones included. */
    public int tiles() {
        return tileRows * tileColumns;
    }

    /** Tiles that are there. */
    public int builtTiles() {
        return tiles() - absentTiles.size();
    }

    public boolean isAbsent(int tile) {
        return absentTiles.contains(tile);
    }

    /** Cycles that a flit takes to the next router, and cycles between two flits of the link. */
    public int linkCycles(int tile, int neighbour) {
        boolean isWithinChip = tile / tileColumns / chips.tileRows == neighbour / tileColumns / chips.tileRows
                && tile % tileColumns / chips.tileColumns == neighbour % tileColumns / chips.tileColumns;
        return isWithinChip ? 1 : chips.crossing;
    }

    /** Node tables of TABLE. A core that learns has more: a backward pass needs several node functions. */
    public int nodeTables() {
        return training == null ? 1 : CouplingTraining.NODE_TABLES;
    }

    /** Bits of a coupling in memory: what the lanes multiply with, and the master bits below. */
    public int couplingCellBits() {
        return numerics.couplingBits() + (training == null ? 0 : training.masterBits());
    }

    /** Attention heads that one group holds. */
    public int segments() {
        return lanes / segmentLanes;
    }

    /** Lanes of one stored key (or value) row. */
    public int keyValueLanes() {
        return lanes / kvShare;
    }

    /** First lane of a value in the group that C_LOAD VALUE reads: behind the key where both fit in one group, else 0. */
    public int valueLaneOffset() {
        return 2 * keyValueLanes() <= lanes ? keyValueLanes() : 0;
    }

    /** The stored key/value lane that a query lane meets. */
    public int keyValueLane(int lane) {
        return lane / segmentLanes / kvShare * segmentLanes + lane % segmentLanes;
    }

    /**
     * Bits of Σ x² + ε of a norm, unsigned: it has a register of its own beside the lanes, so that the lanes' accumulators stay narrow. Enough for every
     * group of the state memory at full scale.
     */
    public int squareSumBits() {
        int widest = Math.max(numerics.residualBits(), numerics.stateBits());
        return 2 * widest + FixedPoint.ceilLog2(lanes) + FixedPoint.ceilLog2(depths.stateGroups()) + 1;
    }

    /** Stages that units of more than four lanes have more: one gathers what belongs to a lane, one rounds; their longer slots hide both within a chain. */
    public int deepening() {
        return unitLanes > DEFAULT_UNIT_LANES ? 2 : 0;
    }

    /** Cycles from the issue of a stream slot to the lanes: a register, from which a slot has a cycle to cross the tile. A compact core, small as it is, has none. */
    public int streamDelay() {
        return compact == null ? 1 : 0;
    }

    /** Cycles for which sums are kept after the slot that begins to read them: the last slot of the next stream writes {@link #STREAM_STAGES} cycles after it has reached the lanes. */
    public int release() {
        return Math.max(0, unitLanes - STREAM_STAGES - streamDelay());
    }

    /** Settle units of a tile. */
    public int units() {
        return lanes / unitLanes();
    }

    /** Logits that the sampler compares per cycle: one of each settle unit, or, where other tiles wait for tile 0, a whole group. */
    public int comparedLanes() {
        return tiles() == 1 ? units() : lanes;
    }

    /** Units of a tile that estimate reciprocals. */
    public int clusters() {
        return lanes / clusterLanes;
    }

    /** Segments whose reciprocals are estimated by the same unit, one after the other. */
    public int segmentsPerCluster() {
        return Math.max(1, clusterLanes / segmentLanes);
    }

    private static void requirePowerOfTwo(String name, int value) {
        require(value > 0 && Integer.bitCount(value) == 1, name + " must be a power of two, not " + value);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
