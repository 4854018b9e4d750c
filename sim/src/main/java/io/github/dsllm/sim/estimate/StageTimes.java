package io.github.dsllm.sim.estimate;

import io.github.dsllm.sim.estimate.AnalogChip.Figure;
import java.util.List;

/** Times of stages that settle one after another on a chip. */
final class StageTimes {
    private static final double CLOCKS_PER_STAGE = 2; // lock, evolve

    private final AnalogChip chip;
    private final List<LayerStage> stages;

    StageTimes(AnalogChip chip, List<LayerStage> stages) {
        this.chip = chip;
        this.stages = List.copyOf(stages);
    }

    int count() {
        return stages.size();
    }

    /** Seconds that one stage needs to settle. */
    double settle(LayerStage stage, boolean headroom) {
        return switch (stage.kind()) {
            case DISCHARGES_ON_CACHE -> chip.timeConstant();
            case SETTLES, SETTLES_ON_CACHE -> {
                double more = headroom ? 0.5 * Math.log(stage.fanIn()) / Math.log(2) : 0;
                yield chip.settleTime(chip.value(Figure.PRECISION) + more);
            }
        };
    }

    /** Seconds of all stages. */
    double settle(boolean headroom) {
        return stages.stream().mapToDouble(stage -> settle(stage, headroom)).sum();
    }

    /** Seconds of the slowest stage, after which the next token may follow. */
    double interval(boolean headroom) {
        return stages.stream()
                .mapToDouble(stage -> settle(stage, headroom))
                .max()
                .orElse(0);
    }

    /** Seconds on the lines of all arrays. */
    double lines() {
        return stages.stream().mapToLong(LayerStage::line).sum() * chip.value(Figure.LINE_DELAY);
    }

    /** Seconds of the controller for all stages. */
    double control() {
        return count() * controlOfOne();
    }

    /** Seconds of the controller for a step of the pipeline. */
    double controlOfOne() {
        return CLOCKS_PER_STAGE / chip.clock();
    }

    /** Nodes that are there without a cache. */
    long nodes() {
        return stages.stream()
                .filter(stage -> stage.kind() == LayerStage.Kind.SETTLES)
                .mapToLong(LayerStage::nodes)
                .sum();
    }

    /** Nodes, one per cached position and head. */
    long cacheNodes() {
        return stages.stream()
                .filter(stage -> stage.kind() != LayerStage.Kind.SETTLES)
                .mapToLong(LayerStage::nodes)
                .sum();
    }
}
