package io.github.dsllm.codegen.chip;

/** What a schema cannot say: sizes that no hardware could have, and keys that contradict each other. */
final class ChipSpecRules {
    private static final double SLOWEST = 1e-3; // bits per cycle
    private static final double FASTEST = 8e15; // bits per second

    private ChipSpecRules() {}

    static void check(ChipSpec spec, SpecProblems problems) {
        int lanes = spec.lanes();
        problems.addUnless(
                Integer.bitCount(lanes) == 1,
                "/lanes",
                lanes + " is not a power of two; perhaps you should take " + Integer.highestOneBit(lanes) + " or "
                        + 2 * Integer.highestOneBit(lanes));
        problems.addUnless(
                lanes % spec.link().wordsPerCycle() == 0,
                "/link/wordsPerCycle",
                spec.link().wordsPerCycle() + " does not divide the " + lanes + " lanes; perhaps you should take "
                        + Math.min(lanes, Integer.highestOneBit(spec.link().wordsPerCycle())));
        problems.addUnless(
                spec.clock() >= 1e3 && spec.clock() <= 1e10,
                "/clock",
                "must lie between 1 kHz and 10 GHz; perhaps the unit is another");
        external(spec, problems);
        if (spec.host() != null && spec.host().port() == ChipSpec.Port.SERIAL) {
            BoardParameters.baudProblem(Math.round(spec.clock()), spec.host().baud())
                    .ifPresent(problem -> problems.addUnless(false, "/host/baud", problem));
        }
        tiles(spec.tiles(), problems);
        training(spec, problems);
        compact(spec, problems);
        room(problems, "/memory/coupling", spec.memory().coupling(), lanes, 2, "coupling");
        room(problems, "/memory/state", spec.memory().state(), lanes, 8, "state");
        room(problems, "/memory/keyValue", spec.memory().keyValue(), 1, 8, "key and value");
    }

    /** Couplings learn on one tile, all at once, and stay where they are. */
    private static void training(ChipSpec spec, SpecProblems problems) {
        if (spec.training() != null) {
            problems.addUnless(
                    spec.tiles().count() == 1,
                    "/training",
                    "couplings learn on one tile, the chip has " + spec.tiles().count()
                            + "; perhaps you should give one tile more lanes");
            problems.addUnless(
                    spec.external() == null,
                    "/training",
                    "couplings that learn are not reloaded; perhaps you should leave out external");
            problems.addUnless(
                    spec.trajectory() == null,
                    "/training",
                    "couplings learn from nodes that settle in one step; perhaps you should leave out mode");
        }
    }

    /** A compact core has nothing that only larger ones need. */
    private static void compact(ChipSpec spec, SpecProblems problems) {
        if (spec.compact()) {
            problems.addUnless(
                    spec.tiles().count() == 1,
                    "/compact",
                    "a compact core is alone, the chip has " + spec.tiles().count()
                            + " tiles; perhaps you should give one tile more lanes");
            problems.addUnless(
                    spec.external() == null,
                    "/external",
                    "a compact core reloads no couplings; perhaps you should leave out external or compact");
            problems.addUnless(
                    spec.training() == null,
                    "/training",
                    "a compact core does not learn; perhaps you should leave out training or compact");
            problems.addUnless(
                    spec.trajectory() == null,
                    "/mode",
                    "a compact core takes no small steps; perhaps you should take settle, or leave out compact");
        }
    }

    private static void external(ChipSpec spec, SpecProblems problems) {
        ChipSpec.External external = spec.external();
        if (external != null) {
            problems.addUnless(
                    external.latency() > 0, "/external/latency", "must be more than 0; perhaps the unit is another");
            problems.addUnless(
                    external.latency() * spec.clock() <= CoreParameters.External.LARGEST_LATENCY,
                    "/external/latency",
                    "is more than " + CoreParameters.External.LARGEST_LATENCY
                            + " cycles of the clock; perhaps the unit is another");
            problems.addUnless(
                    external.bandwidth() >= SLOWEST * spec.clock(),
                    "/external/bandwidth",
                    "is less than a bit in 1000 cycles of the clock; perhaps the unit is another");
            problems.addUnless(
                    external.bandwidth() <= FASTEST,
                    "/external/bandwidth",
                    "is more than 1000 TB/s; perhaps the unit is another");
            if (external.size() != null) {
                room(problems, "/external/size", external.size(), spec.lanes(), 2, "coupling");
            }
            if (external.controller() == ChipSpec.Controller.SDRAM) {
                sdram(spec, external, problems);
            }
        }
    }

    private static void sdram(ChipSpec spec, ChipSpec.External external, SpecProblems problems) {
        ChipSpec.Host host = spec.host();
        problems.addUnless(
                host != null && host.port() == ChipSpec.Port.SERIAL && host.load() == BoardParameters.Load.START,
                "/external/controller",
                "an SDRAM holds nothing when power comes, so that all memories must be loaded over a serial line;"
                        + " perhaps you should write host: { interface: serial, load: start }");
        problems.addUnless(
                spec.clock() <= Sdram.FASTEST && spec.clock() >= Sdram.SLOWEST,
                "/external/controller",
                "the SDRAM runs at the clock of the core, which must lie between 1 and 66 MHz; perhaps you should change clock");
        double most = Sdram.DATA_BITS * spec.clock();
        problems.addUnless(
                external.bandwidth() <= most,
                "/external/bandwidth",
                "is more than 16 data bits bring at this clock; perhaps you should write " + Math.round(most / 8e6)
                        + " MB/s");
    }

    private static void tiles(ChipSpec.Tiles tiles, SpecProblems problems) {
        for (int index = 0; index < tiles.disabled().size(); index++) {
            ChipSpec.Place place = tiles.disabled().get(index);
            String pointer = "/tiles/disabled/" + index;
            problems.addUnless(
                    place.row() < tiles.rows() && place.column() < tiles.columns(),
                    pointer,
                    "there is no tile " + place + " in a mesh of " + tiles.rows() + " rows and " + tiles.columns()
                            + " columns; perhaps you should write [row, column], counted from 0");
            problems.addUnless(
                    place.row() + place.column() > 0,
                    pointer,
                    "tile [0, 0] talks to the host; perhaps you should turn the mesh so that another tile is there");
        }
        ChipSpec.Chips chips = tiles.chips();
        boolean isDivided = divides(chips.rows(), tiles.rows(), "rows", problems)
                & divides(chips.columns(), tiles.columns(), "columns", problems);
        if (isDivided && chips.rows() * chips.columns() > 1) {
            missingChips(tiles, problems);
        }
    }

    private static boolean divides(int chips, int tiles, String what, SpecProblems problems) {
        problems.addUnless(
                tiles % chips == 0,
                "/chips/" + what,
                chips + " does not divide the " + tiles + " " + what
                        + " of tiles; perhaps you should take as many tiles on every chip");
        return tiles % chips == 0;
    }

    /** An absent tile leaves its router; an absent chip leaves nothing. */
    private static void missingChips(ChipSpec.Tiles tiles, SpecProblems problems) {
        ChipSpec.Chips chips = tiles.chips();
        int rows = tiles.rows() / chips.rows();
        int columns = tiles.columns() / chips.columns();
        for (int row = 0; row < chips.rows(); row++) {
            for (int column = 0; column < chips.columns(); column++) {
                ChipSpec.Place chip = new ChipSpec.Place(row, column);
                long disabled = tiles.disabled().stream()
                        .distinct()
                        .filter(place -> place.row() / rows == chip.row() && place.column() / columns == chip.column())
                        .count();
                problems.addUnless(
                        disabled < (long) rows * columns,
                        "/tiles/disabled",
                        "no tile is left on chip " + chip
                                + ", so that the mesh falls apart: ways between other chips lead through its routers; "
                                + "perhaps you should leave one of its tiles, or take fewer chips");
            }
        }
    }

    private static void room(SpecProblems problems, String pointer, MemorySize size, int lanes, int bits, String what) {
        problems.addUnless(
                size.capacity((long) lanes * bits) > 0,
                pointer,
                "has room for no word of " + lanes + " × " + bits + " " + what
                        + " bits; perhaps the unit is another (b is a bit, B a byte)");
        problems.addUnless(size.bits(1) <= 1L << 43, pointer, "exceeds a terabyte; perhaps the unit is another");
    }
}
