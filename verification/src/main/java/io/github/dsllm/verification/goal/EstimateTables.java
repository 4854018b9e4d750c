package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.chip.ChipSpec.AnalogFigure;
import io.github.dsllm.sim.estimate.AnalogChip;
import io.github.dsllm.sim.estimate.AnalogChip.Figure;
import io.github.dsllm.sim.estimate.Assumption;
import io.github.dsllm.sim.estimate.Estimate;
import io.github.dsllm.sim.estimate.GpuBaseline;
import io.github.dsllm.sim.estimate.Term;
import io.github.dsllm.verification.table.Table;
import java.util.ArrayList;
import java.util.List;

/** One model on one chip: figures, their terms, stages, and everything that was assumed. */
final class EstimateTables {
    private EstimateTables() {}

    static List<Table> of(EstimateInput input) {
        Estimate estimate = input.estimate();
        return List.of(summary(input), terms(estimate), stages(estimate), figures(estimate.chip()), switches(estimate));
    }

    private static Table summary(EstimateInput input) {
        Estimate estimate = input.estimate();
        GpuBaseline gpu = GpuBaseline.of(estimate.size());
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("token generated", "s", estimate.latencyPerToken(), gpu.latency()));
        rows.add(row("token trained", "s", estimate.trainTimePerToken(), gpu.trainTime()));
        rows.add(row("power while training", "W", estimate.watts(), gpu.watts()));
        rows.add(row("energy of a token trained", "J", estimate.energyPerToken(), gpu.trainTime() * gpu.watts()));
        rows.add(alone("reload of all couplings, one after another", "s", estimate.reloadTimePerToken()));
        rows.add(alone("reload of one layer", "s", estimate.reloadTimePerLayer()));
        rows.add(alone("chips that hold all couplings", "1", estimate.chipsResident()));
        rows.add(alone("power of all couplings", "W", estimate.residentWatts()));
        rows.add(alone("area of the couplings counted", "mm2", estimate.area() * 1e6));
        rows.add(alone("settle time of a stage", "s", estimate.settleTime()));
        return new Table(
                "summary",
                "Estimate of " + input.name() + " on " + estimate.chip().name(),
                List.of("figure", "unit", estimate.chip().name(), gpu.name(), "ratio"),
                rows,
                List.of(
                        "Nothing of this was measured on an analog chip: it follows from the figures and switches below.",
                        "Reload and residence are printed whether they are counted or not; what is counted is in the table of terms."));
    }

    private static List<String> row(String name, String unit, double machine, double gpu) {
        return List.of(name, unit, Table.number(machine), Table.number(gpu), Table.number(gpu / machine));
    }

    private static List<String> alone(String name, String unit, double machine) {
        return List.of(name, unit, Table.number(machine), "", "");
    }

    private static Table terms(Estimate estimate) {
        List<List<String>> rows = new ArrayList<>();
        add(rows, "token generated", "s", estimate.latency());
        add(rows, "token trained", "s", estimate.training());
        add(rows, "power", "W", estimate.power());
        return new Table(
                "terms",
                "What the figures are made of",
                List.of("figure", "term", "counted", "value", "unit"),
                rows,
                List.of("Names in brackets switch a term: -Ddsllm.estimate.with=, -Ddsllm.estimate.without="));
    }

    private static void add(List<List<String>> rows, String figure, String unit, List<Term> terms) {
        for (Term term : terms) {
            rows.add(List.of(figure, term.name(), term.counted() ? "yes" : "no", Table.number(term.value()), unit));
        }
    }

    private static Table stages(Estimate estimate) {
        List<List<String>> rows = estimate.stages().stream()
                .map(stage -> List.of(
                        stage.name(),
                        Table.number(stage.fanIn()),
                        Table.number(stage.nodes()),
                        Table.number(stage.settle() * 1e9),
                        Table.number(stage.line() * 1e9)))
                .toList();
        return new Table(
                "stages",
                "Stages of a layer, one after another",
                List.of("stage", "fan-in", "nodes", "settle, ns", "lines, ns"),
                rows,
                List.of());
    }

    private static Table figures(AnalogChip chip) {
        List<List<String>> rows = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            AnalogFigure given = chip.given(figure);
            rows.add(List.of(figure.key(), figure.meaning(), given.figure(), given.source()));
        }
        rows.add(List.of(
                "tau",
                "time constant, C·V²/P",
                Table.number(chip.timeConstant() * 1e9) + " ns",
                "from the figures above"));
        List<String> notes = chip.unused().isEmpty()
                ? List.of()
                : List.of("The spec has more that no estimate uses: " + String.join(", ", chip.unused()) + ".");
        return new Table("figures", "Figures of the chip", List.of("figure", "what", "value", "source"), rows, notes);
    }

    private static Table switches(Estimate estimate) {
        List<List<String>> rows = new ArrayList<>();
        for (Assumption each : Assumption.values()) {
            rows.add(List.of(
                    each.label(), estimate.assumptions().contains(each) ? "counted" : "not counted", each.meaning()));
        }
        return new Table("switches", "Switches", List.of("name", "now", "what"), rows, List.of());
    }
}
