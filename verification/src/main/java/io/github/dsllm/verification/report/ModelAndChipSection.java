package io.github.dsllm.verification.report;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.verification.goal.GoalResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was mapped onto what. */
public final class ModelAndChipSection implements ReportSection {
    @Override
    public String title() {
        return "Model and chip";
    }

    @Override
    public int order() {
        return 10;
    }

    @Override
    public Optional<String> body(ReportContext context) {
        return context.result("generate")
                .map(result -> head(result)
                        + context.image().map(ModelAndChipSection::core).orElse("")
                        + FigureTable.of(result));
    }

    private static String head(GoalResult result) {
        return "<p>The model <b>" + Html.escape(result.model()) + "</b> on the chip <b>" + Html.escape(result.chip())
                + "</b>; digest of all inputs <code>" + Html.escape(result.digest()) + "</code>.</p>";
    }

    private static String core(ChipImage image) {
        CoreParameters core = image.core();
        CoreParameters.Depths depths = core.depths();
        List<List<String>> rows = new ArrayList<>(List.of(
                List.of("mesh", core.tileRows() + " × " + core.tileColumns() + " tiles of " + core.lanes() + " lanes"),
                List.of(
                        "couplings",
                        memory(
                                depths.couplings(),
                                (long) core.lanes() * core.numerics().couplingBits())),
                List.of(
                        "states",
                        memory(
                                depths.stateGroups(),
                                (long) core.lanes() * core.widths().stateWord())),
                List.of(
                        "keys and values",
                        memory(
                                depths.keyValues(),
                                (long) core.keyValueLanes()
                                        * (core.numerics().keyBits()
                                                + core.numerics().valueBits()))),
                List.of("program", memory(depths.program(), 64)),
                List.of("accumulators", core.widths().accumulator() + " bits"),
                List.of("mode", core.trajectory() ? "trajectory" : "settle"),
                List.of("context", depths.context() + " positions")));
        CoreParameters.External external = core.external();
        if (external != null) {
            rows.add(List.of("external memory", external(core, external)));
        }
        return Html.table(List.of("part", "size per tile"), rows);
    }

    private static String external(CoreParameters core, CoreParameters.External memory) {
        return memory(memory.words(), (long) core.lanes() * core.numerics().couplingBits()) + "; "
                + Html.number((double) memory.wordTime() / CoreParameters.External.UNITS) + " cycles per word, "
                + memory.latency() + " to the first";
    }

    private static String memory(long words, long bits) {
        return Html.number(words) + " words of " + Html.number(bits) + " bits, " + Html.number(words * bits / 1e6)
                + " Mb";
    }
}
