package io.github.dsllm.sim.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.chip.ChipSpecReader;
import io.github.dsllm.sim.estimate.Poster.Row;
import java.nio.file.Path;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

/** Anchors of Faraboschi et al. (2024) and of the poster's motivation. */
class TrainingPlanTest {
    private static final Percentage ANCHOR = Percentage.withPercentage(5);

    @Test
    void aTrillionParametersTakeOfTheOrderOf1e26Operations() {
        double flop = TrainingPlan.of(1e12, 1).flop();

        assertThat(flop).isCloseTo(1.2e26, Percentage.withPercentage(1e-9));
        assertThat(Math.round(Math.log10(flop))).isEqualTo(26);
    }

    @Test
    void thePaperRounds1e26OperationsTo28MillionHours() {
        assertThat(Cluster.idealGpuHours(1e26, Cluster.PEAK_FLOP)).isCloseTo(28e6, ANCHOR);
    }

    @Test
    void expertsDivideTheOperations() {
        assertThat(TrainingPlan.of(1e12, 8).flop())
                .isCloseTo(TrainingPlan.of(1e12, 1).flop() / 8, Percentage.withPercentage(1e-9));
        assertThat(8 * Cluster.flop(1e12 / 8, 20 * 1e12 / 8, 1))
                .isCloseTo(TrainingPlan.of(1e12, 8).flop(), Percentage.withPercentage(1e-9));
    }

    @Test
    void supercomputingHalvesTheTimeOf50ThousandGpusLessWithFewerMoreWithMore() {
        assertThat(gain(50_000)).isBetween(1.8, 2.2);
        double before = 1;
        for (double gpus = 1000; gpus <= 200_000; gpus *= 1.5) {
            assertThat(gain(gpus)).isGreaterThan(before);
            before = gain(gpus);
        }
    }

    private static double gain(double gpus) {
        return Cluster.PLAIN.overhead(gpus) / Cluster.SUPERCOMPUTER.overhead(gpus);
    }

    @Test
    void withoutItMoreGpusEndLaterAfterACertainNumber() {
        double flop = TrainingPlan.of(1e12, 1).flop();

        assertThat(Cluster.PLAIN.hours(flop, 200_000, Cluster.SUSTAINED_FLOP))
                .isGreaterThan(Cluster.PLAIN.hours(flop, 100_000, Cluster.SUSTAINED_FLOP))
                .isGreaterThan(Cluster.PLAIN.hours(flop, 50_000, Cluster.SUSTAINED_FLOP));
        assertThat(Cluster.SUPERCOMPUTER.hours(flop, 200_000, Cluster.SUSTAINED_FLOP))
                .isLessThan(Cluster.SUPERCOMPUTER.hours(flop, 100_000, Cluster.SUSTAINED_FLOP));
    }

    @Test
    void failuresFollowTable3() {
        assertThat(Cluster.PLAIN.hoursBetweenFailures(50_000)).isCloseTo(16.4, within(0.05));
        assertThat(Cluster.PLAIN.checkpointHours(50_000)).isCloseTo(8000 / 3600.0, within(1e-9));
        assertThat(Cluster.SUPERCOMPUTER.checkpointHours(50_000)).isCloseTo(1000 / 3600.0, within(1e-9));
        assertThat(Cluster.PLAIN.hoursBetweenInterrupts(50_000))
                .isEqualTo(Cluster.PLAIN.hoursBetweenFailures(50_000), within(1e-9));
        assertThat(Cluster.SUPERCOMPUTER.hoursBetweenInterrupts(50_000)).isGreaterThan(1e6);
    }

    /** The best distance between checkpoints: no other is better by more than the error of Daly's formula. */
    @Test
    void theDistanceBetweenCheckpointsIsTheBest() {
        for (double gpus : new double[] {5_000, 50_000}) {
            double interrupts = Cluster.PLAIN.hoursBetweenInterrupts(gpus);
            double checkpoint = Cluster.PLAIN.checkpointHours(gpus);
            double least = Double.POSITIVE_INFINITY;
            for (double segment = 0.1; segment < 50; segment *= 1.01) {
                double time = Math.exp(2 / interrupts)
                        * interrupts
                        * Math.expm1((segment + checkpoint) / interrupts)
                        / segment;
                least = Math.min(least, time);
            }
            assertThat(Cluster.PLAIN.overhead(gpus)).isCloseTo(least, Percentage.withPercentage(0.1));
        }
    }

    @Test
    void operationsGrowByMoreThan500PercentAYear() {
        assertThat(CostTrend.flopGrowth() - 1).isBetween(5.0, 7.0);
    }

    @Test
    void theProjectionFor2028LiesBetweenOurBestGuessAndOurWorstCase() {
        assertThat(CostTrend.PAPER_2028)
                .isBetween(CostTrend.BEST_GUESS.gpuDollars(2028), CostTrend.WORST_CASE.gpuDollars(2028));
        for (CostTrend trend : CostTrend.values()) {
            assertThat(trend.gpuDollars(CostTrend.ANCHOR)).isEqualTo(CostTrend.ANCHOR_GPU_DOLLARS);
        }
        assertThat(CostTrend.WORST_CASE.firstYear(1e10)).isLessThanOrEqualTo(CostTrend.BEST_GUESS.firstYear(1e10));
        assertThat(CostTrend.BEST_CASE.firstYear(1e10) - CostTrend.WORST_CASE.firstYear(1e10))
                .isLessThanOrEqualTo(2);
    }

    @Test
    void thePosterMotivationFollowsFromItsMeans() {
        assertThat(1e7 / Poster.mean(Row::trainingSpeedup)).isBetween(1e3, 1e4);
        assertThat(20e12 / Poster.mean(Row::energyRatio)).isBetween(50e6, 200e6);
    }

    @Test
    void aMachineIsPricedByItsSilicon() {
        AnalogChip chip = AnalogChip.of(new ChipSpecReader().read(Path.of("../examples/chips/ds-llm-poster.yaml")));
        Estimate estimate = Estimate.of(Poster.rows().get(4).size(), chip, Assumption.poster());

        TrainingPlan.Cost cost = TrainingPlan.of(6.7e9, 1).on(estimate);

        assertThat(cost.hours()).isCloseTo(134e9 * 413.9e-9 / 3600, Percentage.withPercentage(0.1));
        assertThat(cost.joules()).isCloseTo(cost.hours() * 3600 * estimate.watts(), Percentage.withPercentage(1e-9));
        assertThat(cost.dollars() / cost.hours()).isCloseTo(2.5 * 253 / 826, Percentage.withPercentage(1));
    }
}
