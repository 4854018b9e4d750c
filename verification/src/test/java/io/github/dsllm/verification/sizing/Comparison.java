package io.github.dsllm.verification.sizing;

import io.github.dsllm.verification.fpga.Resources;
import io.github.dsllm.verification.sizing.SynthesisRun.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was foreseen beside what was found: as a table for people, and where it misses the figures that are promised (docs/fpga.md). */
final class Comparison {
    private static final double TABLES = 0.10;
    private static final double MEMORY_TABLES = 0.15;
    private static final double CLOCK = 0.15;
    private static final double MEGA = 1e6;
    private static final String HEAD = """
            | seed | for | lanes | look-up tables | foreseen | as memory | foreseen | flip-flops | foreseen | multipliers | block RAMs | MHz placed | foreseen |
            |---|---|---|---|---|---|---|---|---|---|---|---|---|
            """;

    private final ResourceModel resources;
    private final ClockModel clock;

    Comparison(ResourceModel resources, ClockModel clock) {
        this.resources = resources;
        this.clock = clock;
    }

    /** With models that are fitted to those of some runs that are for it. */
    static Comparison fitted(List<SynthesisRun> runs) {
        return new Comparison(ResourceModel.fit(runs), ClockModel.fit(runs));
    }

    /** What is further away than promised; empty if all is near. */
    List<String> problems(SynthesisRun run) {
        Resources found = run.taken();
        Resources foreseen = resources.foresee(run.design());
        List<String> problems = new ArrayList<>();
        require(near(foreseen.logic(), found.logic(), TABLES), "look-up tables", foreseen, found, problems);
        require(
                near(foreseen.memoryLogic(), found.memoryLogic(), MEMORY_TABLES),
                "tables as memory",
                foreseen,
                found,
                problems);
        require(near(foreseen.flipFlops(), found.flipFlops(), TABLES), "flip-flops", foreseen, found, problems);
        require(foreseen.multipliers() == found.multipliers(), "multipliers", foreseen, found, problems);
        require(foreseen.blockRams() == found.blockRams(), "block RAMs", foreseen, found, problems);
        Placement placement = run.placement();
        if (placement != null) {
            double megahertz = clock.placed(run.design());
            require(near(megahertz, placement.estimate(), CLOCK), "clock", megahertz, placement, problems);
        }
        return problems;
    }

    private static void require(boolean holds, String what, Object foreseen, Object found, List<String> problems) {
        if (!holds) {
            problems.add(what + ": foreseen " + foreseen + ", found " + found);
        }
    }

    private static boolean near(double foreseen, double found, double tolerance) {
        return Math.abs(foreseen / found - 1) <= tolerance;
    }

    /** A row per run. */
    String table(List<SynthesisRun> runs) {
        StringBuilder table = new StringBuilder(HEAD);
        for (SynthesisRun run : runs) {
            Resources found = run.taken();
            Resources foreseen = resources.foresee(run.design());
            table.append(String.format(
                    Locale.ROOT,
                    "| %d | %s | %d | %d | %d (%+.1f %%) | %d | %d (%+.1f %%) | %d | %d (%+.1f %%) | %d / %d | %d / %d | %s |\n",
                    run.seed(),
                    run.purpose(),
                    run.design().board().core().lanes(),
                    found.logic(),
                    foreseen.logic(),
                    percent(foreseen.logic(), found.logic()),
                    found.memoryLogic(),
                    foreseen.memoryLogic(),
                    percent(foreseen.memoryLogic(), found.memoryLogic()),
                    found.flipFlops(),
                    foreseen.flipFlops(),
                    percent(foreseen.flipFlops(), found.flipFlops()),
                    found.multipliers(),
                    foreseen.multipliers(),
                    found.blockRams(),
                    foreseen.blockRams(),
                    clocks(run)));
        }
        return table.toString();
    }

    private String clocks(SynthesisRun run) {
        double foreseen = clock.placed(run.design());
        Placement placement = run.placement();
        return placement == null
                ? String.format(Locale.ROOT, " | %.1f", foreseen / MEGA)
                : String.format(
                        Locale.ROOT,
                        "%.1f | %.1f (%+.1f %%)",
                        placement.estimate() / MEGA,
                        foreseen / MEGA,
                        percent(foreseen, placement.estimate()));
    }

    private static double percent(double foreseen, double found) {
        return 100 * (foreseen / found - 1);
    }
}
