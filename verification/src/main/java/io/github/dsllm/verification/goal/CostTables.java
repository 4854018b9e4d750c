package io.github.dsllm.verification.goal;

import io.github.dsllm.sim.estimate.Cluster;
import io.github.dsllm.sim.estimate.CostTrend;
import io.github.dsllm.sim.estimate.TrainingPlan;
import io.github.dsllm.sim.estimate.TrainingPlan.Cost;
import io.github.dsllm.verification.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the training costs in hours, money and energy, on GPUs and on the machine (docs/estimate.md §9). */
final class CostTables {
    private static final double[] GPUS = {1e3, 5e3, 1e4, 2.5e4, 5e4, 7.5e4, 1e5, 2e5};
    private static final double EXPERTS = 8;
    private static final int LAST_YEAR = 2032;

    private CostTables() {}

    static List<Table> of(EstimateInput input) {
        return List.of(training(input), clusters(input.plan()), anchors(), trend());
    }

    private static Table training(EstimateInput input) {
        TrainingPlan plan = input.plan();
        Cost machine = plan.on(input.estimate());
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("one GPU that never fails", plan.idealGpu(), machine));
        for (double gpus : new double[] {1e3, 5e4}) {
            String many = String.format(Locale.ROOT, "%,.0f GPUs", gpus);
            rows.add(row(many, plan.on(Cluster.PLAIN, gpus), machine));
            rows.add(row(many + ", supercomputing", plan.on(Cluster.SUPERCOMPUTER, gpus), machine));
        }
        rows.add(row(input.estimate().chip().name(), machine, machine));
        return new Table(
                "training",
                "Training of " + Table.number(plan.parameters()) + " parameters on " + Table.number(plan.tokens())
                        + " tokens" + (plan.experts() == 1 ? "" : ", " + Table.number(plan.experts()) + " experts")
                        + ": " + Table.number(plan.flop()) + " FLOP",
                List.of("machine", "hours", "machine hours", "USD", "J", "J over the chip's"),
                rows,
                List.of(
                        "GPU: 150 TFLOP/s, 2.50 USD an hour (Faraboschi et al. 2024, Table 3), 800 W (as the poster counts an A100).",
                        "The machine: as estimated, experts not divided; priced like GPU silicon, 2.50 USD an hour for 826 mm2."));
    }

    private static List<String> row(String name, Cost cost, Cost machine) {
        return List.of(
                name,
                Table.number(cost.hours()),
                Table.number(cost.machineHours()),
                Table.number(cost.dollars()),
                Table.number(cost.joules()),
                Table.number(cost.joules() / machine.joules()));
    }

    /** The four curves of the paper's Figure 7 as a table. */
    private static Table clusters(TrainingPlan plan) {
        double dense = new TrainingPlan(plan.parameters(), plan.tokens(), 1).flop();
        List<List<String>> rows = new ArrayList<>();
        for (double gpus : GPUS) {
            rows.add(List.of(
                    Table.number(gpus),
                    Table.number(days(Cluster.PLAIN, dense, gpus)),
                    Table.number(days(Cluster.SUPERCOMPUTER, dense, gpus)),
                    Table.number(Cluster.PLAIN.overhead(gpus) / Cluster.SUPERCOMPUTER.overhead(gpus)),
                    Table.number(days(Cluster.PLAIN, dense / EXPERTS, gpus)),
                    Table.number(days(Cluster.SUPERCOMPUTER, dense / EXPERTS, gpus))));
        }
        return new Table(
                "clusters",
                "Days to train by number of GPUs",
                List.of("GPUs", "dense", "dense, supercomputing", "gain", "8 experts", "8 experts, supercomputing"),
                rows,
                List.of(
                        "The paper: about 2x at 50,000 GPUs, less with fewer, more with more; without, large systems no longer improve."));
    }

    private static double days(Cluster cluster, double flop, double gpus) {
        return cluster.hours(flop, gpus, Cluster.SUSTAINED_FLOP) / 24;
    }

    private static Table anchors() {
        double flop = Cluster.flop(1e12, Cluster.TOKENS_PER_PARAMETER * 1e12, 1);
        return new Table(
                "anchors",
                "Anchors of the framework: 1 T parameters",
                List.of("figure", "paper", "here"),
                List.of(
                        List.of("FLOP, 120·P²", "O(1e26)", Table.number(flop)),
                        List.of(
                                "GPU hours of 1e26 FLOP at 1 PFLOP/s",
                                "about 28e6",
                                Table.number(Cluster.idealGpuHours(1e26, Cluster.PEAK_FLOP))),
                        List.of(
                                "GPU hours of 120·P² at 1 PFLOP/s",
                                "",
                                Table.number(Cluster.idealGpuHours(flop, Cluster.PEAK_FLOP))),
                        List.of(
                                "gain of supercomputing at 50,000 GPUs",
                                "about 2",
                                Table.number(Cluster.PLAIN.overhead(5e4) / Cluster.SUPERCOMPUTER.overhead(5e4)))),
                List.of("The paper rounds 1.2e26 FLOP to 1e26 before it divides."));
    }

    /** The three projections of the paper's Figure 5. */
    private static Table trend() {
        List<List<String>> rows = new ArrayList<>();
        for (int year = CostTrend.ANCHOR; year <= LAST_YEAR; year++) {
            rows.add(List.of(
                    Integer.toString(year),
                    Table.number(CostTrend.BEST_CASE.gpuDollars(year)),
                    Table.number(CostTrend.BEST_GUESS.gpuDollars(year)),
                    Table.number(CostTrend.WORST_CASE.gpuDollars(year))));
        }
        return new Table(
                "trend",
                "Cost of GPUs for one model of the state of the art, USD",
                List.of("year", "best case", "best guess", "worst case"),
                rows,
                List.of(
                        "The paper prints 19e9 for 2028 and not its formula: it lies between our best guess and worst case."));
    }
}
