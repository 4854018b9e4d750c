package io.github.dsllm.verification.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.hw.board.BoardGenerator;
import io.github.dsllm.verification.fpga.BoardTop;
import io.github.dsllm.verification.fpga.BuildStep;
import io.github.dsllm.verification.fpga.CellCounts;
import io.github.dsllm.verification.fpga.DesignFolder;
import io.github.dsllm.verification.fpga.Ecp5Target;
import io.github.dsllm.verification.fpga.FpgaDesign;
import io.github.dsllm.verification.fpga.FpgaTargets;
import io.github.dsllm.verification.fpga.FpgaTools;
import io.github.dsllm.verification.fpga.PlaceAndRoute;
import io.github.dsllm.verification.fpga.Resources;
import io.github.dsllm.verification.sizing.SynthesisRun.Placement;
import io.github.dsllm.verification.sizing.SynthesisRun.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Synthesises boards with chips that are drawn at random and adds what they take to a file of runs. {@code -Ddsllm.sizing.seeds=101-112} says which chips; those in
 * the file are left out. {@code -Ddsllm.sizing.purpose=fit} or {@code check}, {@code -Ddsllm.sizing.states=auto} or {@code logic}, {@code -Ddsllm.sizing.place=none}, {@code placed} or {@code routed} (the first
 * placement), {@code -Ddsllm.sizing.placements=} how many, {@code -Ddsllm.sizing.record=} the file, {@code -Ddsllm.sizing.folder=} a place where designs are kept. Needs Yosys and nextpnr for the ECP5.
 */
@Tag("benchmark")
class SynthesisBenchmarkTest {
    private static final String PART = "LFE5U-85F-6";
    private static final ChipSpec.States STATES = ChipSpec.States.valueOf(
            System.getProperty("dsllm.sizing.states", "auto").toUpperCase(Locale.ROOT));
    private static final int PLACEMENTS = Integer.getInteger("dsllm.sizing.placements", 3);

    @TempDir
    private Path folder;

    @Test
    void recordsRunsOfDrawnChips() throws IOException {
        Path record = Path.of(System.getProperty("dsllm.sizing.record", "target/benchmark/" + SynthesisRuns.FILE));
        Files.createDirectories(record.toAbsolutePath().getParent());
        Purpose purpose = Purpose.valueOf(
                System.getProperty("dsllm.sizing.purpose", "fit").toUpperCase(Locale.ROOT));
        Routing routing =
                Routing.valueOf(System.getProperty("dsllm.sizing.place", "none").toUpperCase(Locale.ROOT));
        List<SynthesisRun> runs = new ArrayList<>(SynthesisRuns.read(record));
        for (long seed : seeds(System.getProperty("dsllm.sizing.seeds", "1-1"))) {
            if (runs.stream().noneMatch(run -> run.seed() == seed)) {
                Path place = Path.of(System.getProperty("dsllm.sizing.folder", folder.toString()), "seed" + seed);
                SynthesisRun run = new Drawing(seed, Files.createDirectories(place)).run(purpose, routing);
                System.out.println("seed " + seed + ": " + run.taken() + ", " + run.placement() + ": " + run.chip());
                runs.add(run);
                SynthesisRuns.write(record, runs);
            }
        }
        assertThat(runs).isNotEmpty();
        System.out.println(Comparison.fitted(runs).table(runs));
    }

    private static List<Long> seeds(String range) {
        String[] ends = range.split("-");
        return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]))
                .boxed()
                .toList();
    }

    /** How far place and route go. */
    private enum Routing {
        NONE,
        PLACED,
        ROUTED
    }

    /** A board with a drawn chip, in a folder of its own. */
    private static final class Drawing {
        private final long seed;
        private final Path place;
        private final DrawnChip chip;
        private final BoardParameters board;
        private final Ecp5Target target = new Ecp5Target();

        Drawing(long seed, Path place) throws IOException {
            this.seed = seed;
            this.place = place;
            this.chip = DrawnChip.of(seed, STATES, place);
            this.board = BoardParameters.of(chip.spec(), chip.image().core()).orElseThrow();
        }

        SynthesisRun run(Purpose purpose, Routing routing) throws IOException {
            FpgaDesign design = design();
            DesignFolder filled = new DesignFolder(place);
            filled.write(DesignFolder.SCRIPT, DesignFolder.script(target, design));
            filled.write(target.files(design));
            filled.write(target.maps(design.part()));
            run(DesignFolder.synthesis(design.sources(), design.netlist()));
            CellCounts counts = CellCounts.read(Files.readString(place.resolve(DesignFolder.STATISTICS)));
            Resources taken = target.use(counts.within(BoardTop.NAME));
            Design foreseen = Design.of(board, STATES, place.resolve("image"));
            return new SynthesisRun(seed, purpose, chip.description(), foreseen, taken, placement(design, routing));
        }

        private FpgaDesign design() throws IOException {
            Path image = place.resolve("image");
            ImageFiles.write(chip.image(), image);
            Path verilog = place.resolve("verilog");
            new BoardGenerator().generate(board, verilog);
            DesignFolder folder = new DesignFolder(place);
            List<String> sources = new ArrayList<>(folder.fill(verilog, image));
            sources.add(BoardTop.FILE);
            FpgaDesign design = new FpgaDesign(
                    BoardTop.NAME,
                    FpgaTargets.part(target, PART),
                    null,
                    chip.spec().clock(),
                    PlaceAndRoute.DEFAULT,
                    STATES,
                    sources);
            folder.write(BoardTop.FILE, BoardTop.verilog(target.clockModule(design), null));
            return design;
        }

        private @Nullable Placement placement(FpgaDesign design, Routing routing) throws IOException {
            if (routing == Routing.NONE) {
                return null;
            }
            List<Double> estimates = new ArrayList<>();
            Double routed = null;
            for (int placement = 1; placement <= PLACEMENTS; placement++) {
                boolean isRouted = routing == Routing.ROUTED && placement == 1;
                List<Double> clocks = clocks(placedBySeed(placement, design), isRouted);
                estimates.add(clocks.get(0));
                if (isRouted) {
                    routed = clocks.get(clocks.size() - 1);
                }
            }
            return new Placement(PART, estimates, routed);
        }

        private static FpgaDesign placedBySeed(long seed, FpgaDesign design) {
            PlaceAndRoute place = new PlaceAndRoute(seed, false);
            return new FpgaDesign(
                    design.top(),
                    design.part(),
                    design.board(),
                    design.clock(),
                    place,
                    design.states(),
                    design.sources());
        }

        private List<Double> clocks(FpgaDesign design, boolean isRouted) throws IOException {
            BuildStep whole = target.steps(design).get(0);
            List<String> command = new ArrayList<>(whole.command());
            if (!isRouted) {
                command.add("--no-route");
            }
            BuildStep step = new BuildStep(whole.name(), command, whole.inputs(), whole.output(), whole.minutes());
            run(step);
            return PlacementLog.clocks(Files.readString(place.resolve(step.log())));
        }

        private void run(BuildStep step) {
            new FpgaTools().run(place, step, List.of("yosys", "nextpnr-ecp5"));
        }
    }
}
