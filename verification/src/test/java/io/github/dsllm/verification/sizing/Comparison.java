package io.github.dsllm.verification.sizing;

import io.github.dsllm.verification.fpga.Resources;
import java.util.List;
import java.util.Locale;

/** What was foreseen beside what was found, as a table for people. */
final class Comparison {
    private static final String HEAD = "| seed | for | lanes | look-up tables | foreseen | flip-flops | foreseen | multipliers | foreseen"
            + " | block RAMs | foreseen | MHz | foreseen |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n";

    private Comparison() {}

    static String of(ResourceModel model, List<SynthesisRun> runs) {
        StringBuilder table = new StringBuilder(HEAD);
        for (SynthesisRun run : runs) {
            Resources found = run.taken();
            Resources foreseen = model.foresee(run.design());
            table.append(String.format(
                    Locale.ROOT,
                    "| %d | %s | %d | %d | %d (%+.1f %%) | %d | %d (%+.1f %%) | %d | %d | %d | %d |%n",
                    run.seed(),
                    run.purpose(),
                    run.design().board().core().lanes(),
                    found.logic(),
                    foreseen.logic(),
                    percent(foreseen.logic(), found.logic()),
                    found.flipFlops(),
                    foreseen.flipFlops(),
                    percent(foreseen.flipFlops(), found.flipFlops()),
                    found.multipliers(),
                    foreseen.multipliers(),
                    found.blockRams(),
                    foreseen.blockRams()));
        }
        return table.toString();
    }

    static double percent(double foreseen, double found) {
        return 100 * (foreseen / found - 1);
    }
}
