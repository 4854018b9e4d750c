package io.github.dsllm.codegen.chip;

import io.github.dsllm.codegen.place.Mesh;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The user's idea of a chip: what there is, not how a model is laid out on it. docs/chip-spec.md explains each key; {@link ChipSpecReader} reads it.
 *
 * @param name name of the chip, for people and file names
 * @param tiles the mesh
 * @param lanes L, nodes that a tile works on at once, a power of two
 * @param unitLanes lanes that share a settle unit, a power of two; fewer where a head of the model has fewer, but for 16 in a tile of 16 lanes and more, which serve several heads then
 * @param memory memories of one tile
 * @param widths widths that differ from those of the chosen numerics
 * @param link what joins neighbouring tiles
 * @param external memory outside of the chip, from which couplings are reloaded; null when there is none
 * @param clock frequency of the core in hertz
 * @param trajectory how stages settle in many small steps; null when every node settles in one
 * @param context positions that a story may have
 * @param fpga the FPGA to fit, null when none is meant
 * @param host how a host talks to a board with this chip, null when there is no board
 * @param training how couplings learn in place, null where they stay what they are
 * @param compact whether the core has only what the model needs, and runs one instruction at a time
 * @param analog figures of the analog chip by name, in SI units
 */
public record ChipSpec(
        String name,
        Tiles tiles,
        int lanes,
        int unitLanes,
        Memory memory,
        Widths widths,
        Link link,
        @Nullable External external,
        double clock,
        @Nullable Trajectory trajectory,
        int context,
        @Nullable Fpga fpga,
        @Nullable Host host,
        @Nullable CouplingTraining training,
        boolean compact,
        SortedMap<String, AnalogFigure> analog) {

    public ChipSpec {
        analog = Collections.unmodifiableSortedMap(new TreeMap<>(analog));
    }

    /**
     * The mesh: tile r·columns + c stands in row r, column c.
     *
     * @param disabled tiles that are not there; their routers are
     * @param chips how the mesh is divided into chips
     */
    public record Tiles(int rows, int columns, List<Place> disabled, Chips chips) {
        public Tiles {
            disabled = List.copyOf(disabled);
        }

        /** All tiles on one chip. */
        public Tiles(int rows, int columns) {
            this(rows, columns, List.of(), Chips.ONE);
        }

        public int count() {
            return rows * columns;
        }

        /** The same as places with links. */
        public Mesh mesh() {
            Set<Mesh.Tile> absent = new LinkedHashSet<>();
            disabled.forEach(place -> absent.add(new Mesh.Tile(place.column(), place.row())));
            return new Mesh(columns, rows, absent, columns / chips.columns(), rows / chips.rows(), chips.crossing());
        }
    }

    /** A place of the mesh, counted from 0. */
    public record Place(int row, int column) {
        @Override
        public String toString() {
            return "[" + row + ", " + column + "]";
        }
    }

    /**
     * Chips that the mesh is spread over.
     *
     * @param rows rows of chips; divides the rows of tiles
     * @param columns columns of chips; divides the columns of tiles
     * @param crossing cycles that a flit takes from chip to chip, and cycles between two flits of such a link; within a chip both are 1
     */
    public record Chips(int rows, int columns, int crossing) {
        static final Chips ONE = new Chips(1, 1, 1);
    }

    /**
     * Memories of one tile.
     *
     * @param coupling words of L couplings
     * @param state groups of L nodes
     * @param keyValue rows of one stored key and one stored value
     */
    public record Memory(MemorySize coupling, MemorySize state, MemorySize keyValue) {}

    /**
     * Widths in bits, null where the numerics decide. An accumulator or score that is given is a limit: a model that needs more is refused.
     */
    public record Widths(
            @Nullable Integer coupling,
            @Nullable Integer scale,
            @Nullable Integer state,
            @Nullable Integer residual,
            @Nullable Integer key,
            @Nullable Integer value,
            @Nullable Integer logit,
            @Nullable Integer rope,
            @Nullable Integer accumulator,
            @Nullable Integer score) {

        public static final Widths NONE = new Widths(null, null, null, null, null, null, null, null, null, null);

        /** The numerics with these widths in place of its own. */
        public Numerics over(Numerics base) {
            return new Numerics(
                    or(coupling, base.couplingBits()),
                    or(scale, base.scaleBits()),
                    or(state, base.stateBits()),
                    or(residual, base.residualBits()),
                    or(key, base.keyBits()),
                    or(value, base.valueBits()),
                    or(logit, base.logitBits()),
                    base.exponential(),
                    base.exponentFraction(),
                    base.weightFraction(),
                    base.tableFraction(),
                    base.reciprocalTableBits(),
                    base.divisionSteps(),
                    base.guardBits(),
                    base.divisorBits(),
                    base.rsqrtFraction(),
                    base.rsqrtInputFraction(),
                    base.rsqrtSteps(),
                    or(rope, base.ropeBits()),
                    base.equaliseKeys());
        }

        private static int or(@Nullable Integer given, int otherwise) {
            return given == null ? otherwise : given;
        }
    }

    /** States that a link moves per cycle and direction; divides the lanes. */
    public record Link(int wordsPerCycle) {}

    /**
     * Memory outside of the chip.
     *
     * @param bandwidth bits per second
     * @param latency seconds from a request to its first word
     * @param size room for the couplings of all tiles; null when it is no matter
     * @param controller what stands between the core and the memory on a board
     */
    public record External(
            double bandwidth, double latency, @Nullable MemorySize size, Controller controller) {}

    /** What stands between a core and its external memory. */
    public enum Controller {
        /** Nothing: the port of the core is that of the board's top level. */
        NONE,
        /** A controller for an SDRAM ({@link Sdram}). */
        SDRAM
    }

    /**
     * A common small time step for all nodes of a stage.
     *
     * @param steps relaxation steps N per stage
     * @param fraction dt·h of the fastest node of a stage, 0 &lt; fraction ≤ 1
     */
    public record Trajectory(int steps, double fraction) {}

    /**
     * The FPGA, for example family ecp5 and part LFE5U-85F-6BG381C.
     *
     * @param states what its node states are kept in
     */
    public record Fpga(String family, String part, States states) {}

    /** What holds the node states of a tile on an FPGA. */
    public enum States {
        /** What synthesis finds cheapest: block RAMs from about fifty groups on, 65 with settle units of four lanes and fewer. */
        AUTO,
        /** Distributed RAM, which leaves block RAMs to couplings, keys and values. */
        LOGIC
    }

    /** How the world talks to the core. */
    public enum Port {
        /** Over a serial line. */
        SERIAL,
        /** Over AXI4-Lite and AXI4-Stream. */
        AXI
    }

    /**
     * How a host talks to the core (docs/host-link.md).
     *
     * @param port over what
     * @param baud bits per second each way of a serial line
     * @param load where the contents of the memories come from
     */
    public record Host(Port port, int baud, BoardParameters.Load load) {}

    /**
     * One figure of an analog chip.
     *
     * @param value in the SI unit
     * @param figure as the user wrote it
     * @param source where the figure comes from
     */
    public record AnalogFigure(double value, String figure, String source) {}
}
