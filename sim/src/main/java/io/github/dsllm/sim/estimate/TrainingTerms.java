package io.github.dsllm.sim.estimate;

import java.util.List;
import java.util.Set;

/** What a trained token takes: docs/estimate.md §3 and §5. A batch is one context of tokens; a token passes forward and as the adjoint. */
final class TrainingTerms {
    private static final double PASSES = 2;
    private static final double LOADS = 3; // forward, adjoint, back to memory

    private final TransformerSize size;
    private final AnalogChip chip;
    private final Counted counted;
    private final StageTimes layer;
    private final StageTimes head;
    /** Layers that one machine serves in turn. */
    private final double turns;

    TrainingTerms(TransformerSize size, AnalogChip chip, Set<Assumption> assumptions) {
        this.size = size;
        this.chip = chip;
        this.counted = new Counted(assumptions);
        this.layer = new StageTimes(chip, LayerStages.layer(size));
        this.head = new StageTimes(chip, LayerStages.head(size));
        this.turns = counted.has(Assumption.RESIDENT) && counted.has(Assumption.PIPELINING) ? 1 : size.layers();
    }

    List<Term> terms() {
        double perDac = 1 / chip.dacThroughput();
        double between = size.dim() * (perDac + 1 / chip.adcThroughput());
        boolean resident = counted.has(Assumption.RESIDENT);
        double reload = LOADS * size.layers() * size.layerCouplings() * perDac / size.context();
        return List.of(
                new Term(
                        passes(),
                        true,
                        counted.has(Assumption.PIPELINING) ? pipelined() : 2 * size.layers() * latency(layer)),
                counted.term(Assumption.HEAD, "final norm and head", head()),
                counted.term(Assumption.CACHE, "keys and values are written", turns * 2 * size.kvDim() * perDac),
                counted.term(
                        Assumption.CONVERTERS,
                        resident ? "embedding in" : "states between layers",
                        resident ? size.dim() * perDac : PASSES * size.layers() * between),
                counted.term(Assumption.CONTROLLER, "controller", controller()),
                counted.term(Assumption.RELOAD, "couplings are reloaded", resident ? 0 : reload));
    }

    private String passes() {
        return counted.has(Assumption.PIPELINING)
                ? "two passes through a pipeline of " + layer.count() + " stages (pipelining)"
                : "two passes, stage after stage";
    }

    private double pipelined() {
        double stages = counted.has(Assumption.RESIDENT) ? (double) layer.count() * size.layers() : layer.count();
        return turns * PASSES * layer.interval(counted.has(Assumption.HEADROOM)) * fill(stages);
    }

    private double head() {
        if (!counted.has(Assumption.PIPELINING)) {
            return PASSES * latency(head);
        }
        return counted.has(Assumption.RESIDENT)
                ? 0
                : PASSES * head.interval(counted.has(Assumption.HEADROOM)) * fill(head.count());
    }

    private double controller() {
        return PASSES
                * (counted.has(Assumption.PIPELINING) ? turns * layer.controlOfOne() : size.layers() * layer.control());
    }

    /** Steps of a pipeline per token. */
    private double fill(double stages) {
        return (size.context() + stages - 1) / size.context();
    }

    private double latency(StageTimes stages) {
        return stages.settle(counted.has(Assumption.HEADROOM)) + (counted.has(Assumption.LINES) ? stages.lines() : 0);
    }
}
