package io.github.dsllm.codegen.layout;

import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.MemorySize;
import io.github.dsllm.codegen.place.Mesh;
import io.github.dsllm.codegen.quantise.NodeTable;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What the chip spec and the user say about the core, beside the model.
 *
 * @param mesh places of the tiles, and those that are absent
 * @param lanes nodes of a group, a power of two
 * @param unitLanes lanes that share a settle unit, a power of two; fewer where a head has fewer, but for more than 8, which serve several heads then
 * @param linkWords states per cycle and link, a divisor of lanes
 * @param context positions that the core holds at most, 0 for all that the model has
 * @param trajectory small steps in the linear stages, or empty to settle at once
 * @param plainDivisionSteps relaxation steps of divisions without the reciprocal estimate, 0 to use the estimate
 * @param nodeTable table of a node function, for models whose activation is not "silu"
 * @param trace whether the core has trace ports
 * @param limits what the chip has
 * @param compact whether the core has only what the programs use, and runs one instruction at a time
 */
public record LayoutOptions(
        Mesh mesh,
        int lanes,
        int unitLanes,
        int linkWords,
        int context,
        Optional<Trajectory> trajectory,
        int plainDivisionSteps,
        Optional<NodeTable> nodeTable,
        boolean trace,
        Limits limits,
        boolean compact) {

    /**
     * Steps of a linear stage in trajectory mode.
     *
     * @param steps Euler steps per row
     * @param fraction largest h·dt, in (0, 1]
     * @param common whether all rows of a matrix share dt, so that h·dt differs; else every row has h·dt = fraction
     */
    public record Trajectory(int steps, double fraction, boolean common) {
        public Trajectory {
            if (steps < 1 || steps > 0xFFFF || !(fraction > 0 && fraction <= 1)) {
                throw new IllegalArgumentException("a trajectory needs 1 … 65535 steps and h·dt in (0, 1]");
            }
        }
    }

    /**
     * What a tile has at most.
     *
     * @param couplings words of L couplings
     * @param states groups of L nodes
     * @param keyValues rows of one stored key and one stored value
     * @param accumulatorBits width of an accumulator
     * @param scoreBits width of a score
     * @param external memory outside of the chip, from which couplings are reloaded that have no room
     */
    public record Limits(
            MemorySize couplings,
            MemorySize states,
            MemorySize keyValues,
            int accumulatorBits,
            int scoreBits,
            Optional<External> external) {
        /** Products of an accumulator with a 17-bit operand must be exact in 64-bit arithmetic. */
        public static final int WIDEST_ACCUMULATOR = 46;

        /** A score and its distance from the maximum must be exact in 64-bit arithmetic. */
        public static final int WIDEST_SCORE = 62;

        private static final MemorySize BOUNDLESS = MemorySize.ofWords(Integer.MAX_VALUE);

        /** A chip without external memory. */
        public Limits(
                MemorySize couplings, MemorySize states, MemorySize keyValues, int accumulatorBits, int scoreBits) {
            this(couplings, states, keyValues, accumulatorBits, scoreBits, Optional.empty());
        }

        /** As much memory as the addresses reach. */
        public static final Limits NONE = new Limits(BOUNDLESS, BOUNDLESS, BOUNDLESS, WIDEST_ACCUMULATOR, WIDEST_SCORE);
    }

    /**
     * Memory outside of the chip.
     *
     * @param bitsPerCycle bandwidth
     * @param latency cycles from a request to its first word
     * @param size room for the couplings of all tiles
     */
    public record External(double bitsPerCycle, int latency, MemorySize size) {
        /** As large as it needs to be. */
        public External(double bitsPerCycle, int latency) {
            this(bitsPerCycle, latency, BOUNDLESS);
        }

        static External of(ChipSpec.External external, double clock) {
            int latency = Math.max(1, (int) Math.ceil(external.latency() * clock - ROUNDING));
            MemorySize size = external.size();
            return new External(external.bandwidth() / clock, latency, size == null ? BOUNDLESS : size);
        }

        /** The same as the core sees it. */
        CoreParameters.External of(int externalWords, long wordBits) {
            double units = Math.ceil(wordBits / bitsPerCycle * CoreParameters.External.UNITS - ROUNDING);
            return new CoreParameters.External(
                    externalWords, latency, (long) Math.max(CoreParameters.External.UNITS, units));
        }

        /** What products of figures with decimal places miss a whole number by. */
        private static final double ROUNDING = 1e-6;

        private static final MemorySize BOUNDLESS = MemorySize.ofWords(Long.MAX_VALUE);
    }

    /** What a chip spec says; a node table comes from the model and is added behind. */
    public static LayoutOptions of(ChipSpec chip, boolean trace) {
        ChipSpec.Memory memory = chip.memory();
        Integer accumulator = chip.widths().accumulator();
        Integer score = chip.widths().score();
        Limits limits = new Limits(
                memory.coupling(),
                memory.state(),
                memory.keyValue(),
                accumulator == null ? Limits.WIDEST_ACCUMULATOR : accumulator,
                score == null ? Limits.WIDEST_SCORE : score,
                Optional.ofNullable(chip.external()).map(external -> External.of(external, chip.clock())));
        Optional<Trajectory> steps = Optional.ofNullable(chip.trajectory())
                .map(trajectory -> new Trajectory(trajectory.steps(), trajectory.fraction(), true));
        return new LayoutOptions(
                chip.tiles().mesh(),
                chip.lanes(),
                chip.unitLanes(),
                chip.link().wordsPerCycle(),
                chip.context(),
                steps,
                0,
                Optional.empty(),
                trace,
                limits,
                chip.compact());
    }

    /** One tile, one step per row, no trace, all positions of the model. */
    public static LayoutOptions singleTile(int lanes) {
        return mesh(1, 1, lanes);
    }

    /** A mesh of tiles with links of half a group per cycle, one step per row, no trace, all positions of the model. */
    public static LayoutOptions mesh(int tileRows, int tileColumns, int lanes) {
        return new LayoutOptions(
                Mesh.of(tileColumns, tileRows),
                lanes,
                CoreParameters.DEFAULT_UNIT_LANES,
                Math.max(1, lanes / 2),
                0,
                Optional.empty(),
                0,
                Optional.empty(),
                false,
                Limits.NONE,
                false);
    }

    /** The same core on another mesh of tiles of another width. */
    public LayoutOptions withTiles(int rows, int columns, int lanesPerTile, int wordsPerLink) {
        return with(options -> {
            options.mesh = Mesh.of(columns, rows);
            options.lanes = lanesPerTile;
            options.linkWords = wordsPerLink;
        });
    }

    public LayoutOptions withTrace(boolean traced) {
        return with(options -> options.trace = traced);
    }

    /** The same core with settle units of other sizes. */
    public LayoutOptions withUnitLanes(int lanesOfUnit) {
        return with(options -> options.unitLanes = lanesOfUnit);
    }

    public LayoutOptions withContext(int positions) {
        return with(options -> options.context = positions);
    }

    public LayoutOptions withTrajectory(Trajectory steps) {
        return with(options -> options.trajectory = Optional.of(steps));
    }

    public LayoutOptions withPlainDivision(int steps) {
        return with(options -> options.plainDivisionSteps = steps);
    }

    public LayoutOptions withNodeTable(NodeTable table) {
        return with(options -> options.nodeTable = Optional.of(table));
    }

    public LayoutOptions withCompact(boolean isCompact) {
        return with(options -> options.compact = isCompact);
    }

    public LayoutOptions withLimits(Limits limit) {
        return with(options -> options.limits = limit);
    }

    /** The same core with tiles in other places. */
    public LayoutOptions withMesh(Mesh other) {
        return with(options -> options.mesh = other);
    }

    public int tileRows() {
        return mesh.height();
    }

    public int tileColumns() {
        return mesh.width();
    }

    /** Places for tiles, those of absent ones included. */
    public int tiles() {
        return tileRows() * tileColumns();
    }

    private LayoutOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.options();
    }

    /** All of it, to be changed. */
    private static final class Draft {
        private Mesh mesh;
        private int lanes;
        private int unitLanes;
        private int linkWords;
        private int context;
        private Optional<Trajectory> trajectory;
        private int plainDivisionSteps;
        private Optional<NodeTable> nodeTable;
        private boolean trace;
        private Limits limits;
        private boolean compact;

        private Draft(LayoutOptions options) {
            mesh = options.mesh;
            lanes = options.lanes;
            unitLanes = options.unitLanes;
            linkWords = options.linkWords;
            context = options.context;
            trajectory = options.trajectory;
            plainDivisionSteps = options.plainDivisionSteps;
            nodeTable = options.nodeTable;
            trace = options.trace;
            limits = options.limits;
            compact = options.compact;
        }

        private LayoutOptions options() {
            return new LayoutOptions(
                    mesh,
                    lanes,
                    unitLanes,
                    linkWords,
                    context,
                    trajectory,
                    plainDivisionSteps,
                    nodeTable,
                    trace,
                    limits,
                    compact);
        }
    }
}
