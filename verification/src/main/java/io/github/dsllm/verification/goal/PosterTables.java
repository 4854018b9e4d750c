package io.github.dsllm.verification.goal;

import io.github.dsllm.sim.estimate.Estimate;
import io.github.dsllm.sim.estimate.GpuBaseline;
import io.github.dsllm.sim.estimate.Poster;
import io.github.dsllm.sim.estimate.Poster.Row;
import io.github.dsllm.verification.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The five models of the poster on the user's chip, beside what the poster prints (docs/paper.md). */
final class PosterTables {
    private static final double CLAIMED_HOURS = 1e7;
    private static final double CLAIMED_JOULES = 20e12;
    private static final double JOULES_PER_KWH = 3.6e6;

    private final EstimateInput input;

    private PosterTables(EstimateInput input) {
        this.input = input;
    }

    static List<Table> of(EstimateInput input) {
        PosterTables tables = new PosterTables(input);
        return List.of(tables.layout(), tables.comparison(), tables.ratios(), tables.left());
    }

    /** The model of a row on the user's chip with the user's switches. */
    static Estimate estimate(EstimateInput input, Row row) {
        return Estimate.of(row.size(), input.estimate().chip(), input.estimate().assumptions());
    }

    private Estimate estimate(Row row) {
        return estimate(input, row);
    }

    private Table layout() {
        List<List<String>> rows = new ArrayList<>();
        for (Row row : Poster.rows()) {
            rows.add(entries(row.name() + ", A100 of the poster", row.gpu()));
            rows.add(entries(row.name() + ", DS machine of the poster", row.machine()));
            Estimate own = estimate(row);
            rows.add(entries(
                    row.name() + ", " + own.chip().name(),
                    new Poster.Entries(
                            1 / own.trainTimePerToken(), own.tokensPerKilowattHour(), own.latencyPerToken())));
        }
        return new Table(
                "poster",
                "The poster's table, its inference columns by their true names",
                List.of(
                        "model",
                        "training, token/s",
                        "training, token/kWh",
                        "inference, s/token",
                        "inference, token/s"),
                rows,
                List.of(
                        "The poster prints s/token under \"token/s\" and token/s under \"token/KWh\" (inference).",
                        "OPT-1.3B on the DS machine: 2.551e-6 s, from its 3.92E+05 token/s; the printed 3.92E-05 s is a misprint."));
    }

    private static List<String> entries(String name, Poster.Entries entries) {
        return List.of(
                name,
                Table.number(entries.tokensPerSecond()),
                Table.number(entries.tokensPerKilowattHour()),
                Table.number(entries.latency()),
                Table.number(1 / entries.latency()));
    }

    private Table comparison() {
        double t = Poster.secondsPerLayer();
        List<List<String>> rows = new ArrayList<>();
        for (Row row : Poster.rows()) {
            Estimate own = estimate(row);
            double baseline = row.size().layers() * t;
            rows.add(compared(
                    row, "latency, s", own.latencyPerToken(), row.machine().latency(), baseline));
            rows.add(compared(
                    row,
                    "token trained, s",
                    own.trainTimePerToken(),
                    row.machine().trainTime(),
                    baseline / 8));
            rows.add(List.of(
                    row.name(),
                    "power, W",
                    Table.number(own.watts()),
                    Table.number(row.machine().watts()),
                    Table.off(own.watts(), row.machine().watts()),
                    "",
                    ""));
        }
        return new Table(
                "comparison",
                "Against the poster",
                List.of("model", "figure", "estimate", "poster", "off", "baseline", "off"),
                rows,
                List.of(
                        "Baseline with one constant: layers · " + Table.number(t * 1e9)
                                + " ns, an eighth of it per token trained.",
                        "The poster gives GPT-2 the power of GPT-2 M to three digits, as if both ran on the machine of the larger one."));
    }

    private static List<String> compared(Row row, String figure, double own, double poster, double baseline) {
        return List.of(
                row.name(),
                figure,
                Table.number(own),
                Table.number(poster),
                Table.off(own, poster),
                Table.number(baseline),
                Table.off(baseline, poster));
    }

    private Table ratios() {
        double training = Poster.mean(Row::trainingSpeedup);
        double energy = Poster.mean(Row::energyRatio);
        ToDoubleFunction<Row> ownTraining =
                row -> row.gpu().trainTime() / estimate(row).trainTimePerToken();
        ToDoubleFunction<Row> ownLatency =
                row -> row.gpu().latency() / estimate(row).latencyPerToken();
        ToDoubleFunction<Row> ownEnergy = row -> JOULES_PER_KWH
                / row.gpu().tokensPerKilowattHour()
                / estimate(row).energyPerToken();
        ToDoubleFunction<Row> againstFramework = row ->
                GpuBaseline.framework(row.size()).trainTime() / estimate(row).trainTimePerToken();
        return new Table(
                "headlines",
                "The poster's headlines, recomputed",
                List.of("headline", "printed", "from its table", "with this estimate"),
                List.of(
                        headline("training speed-up, mean of five", "5.3e3", training, Poster.mean(ownTraining)),
                        headline(
                                "inference speed-up, mean of five",
                                "2.4e2",
                                Poster.mean(Row::latencySpeedup),
                                Poster.mean(ownLatency)),
                        headline("training energy saved, mean of five", "2.3e5", energy, Poster.mean(ownEnergy)),
                        List.of("inference energy saved", "6.4e3", "not recomputable", "not recomputable"),
                        headline(
                                "1e7 GPU hours become hours",
                                "1e4",
                                CLAIMED_HOURS / training,
                                CLAIMED_HOURS / Poster.mean(ownTraining)),
                        headline(
                                "20 TJ become joules",
                                "2e8",
                                CLAIMED_JOULES / energy,
                                CLAIMED_JOULES / Poster.mean(ownEnergy)),
                        List.of(
                                "training speed-up over a GPU that sustains 150 TFLOP/s",
                                "",
                                "",
                                Table.number(Poster.mean(againstFramework)))),
                List.of(
                        "6.4e3: the column that is headed token/KWh holds token/s, so the poster has no energy of inference.",
                        "1e7 to 1e4 hours and 20 TJ to 200 MJ are rounder than the means: factors of 1e3 and 1e5."));
    }

    private static List<String> headline(String name, String printed, double table, double own) {
        return List.of(name, printed, Table.number(table), Table.number(own));
    }

    private Table left() {
        List<List<String>> rows = Poster.rows().stream()
                .map(row -> {
                    Estimate own = estimate(row);
                    return List.of(
                            row.name(),
                            Table.number(own.reloadTimePerLayer() * 1e3),
                            Table.number(own.reloadTimePerToken()),
                            Table.number(own.reloadTimePerToken() / own.latencyPerToken()),
                            Table.number(own.chipsResident()),
                            Table.number(own.residentWatts()));
                })
                .toList();
        return new Table(
                "left-out",
                "What the poster does not count: couplings reloaded, or all of them on chips of their own",
                List.of(
                        "model",
                        "reload of a layer, ms",
                        "reload per token, s",
                        "over the latency",
                        "chips for all",
                        "their power, W"),
                rows,
                List.of());
    }
}
