package io.github.dsllm.sim.estimate;

import java.util.List;
import java.util.Set;

/** What a generated token waits for: docs/estimate.md §2 and §5. */
final class LatencyTerms {
    private final TransformerSize size;
    private final AnalogChip chip;
    private final Counted counted;
    private final StageTimes layer;
    private final StageTimes head;

    LatencyTerms(TransformerSize size, AnalogChip chip, Set<Assumption> assumptions) {
        this.size = size;
        this.chip = chip;
        this.counted = new Counted(assumptions);
        this.layer = new StageTimes(chip, LayerStages.layer(size));
        this.head = new StageTimes(chip, LayerStages.head(size));
    }

    List<Term> terms() {
        int layers = size.layers();
        return List.of(
                new Term("stages of all layers settle", true, layers * layer.settle(false)),
                counted.term(Assumption.LINES, "lines of their arrays", layers * layer.lines()),
                counted.term(
                        Assumption.HEADROOM,
                        "headroom of their rails",
                        layers * (layer.settle(true) - layer.settle(false))),
                counted.term(Assumption.HEAD, "final norm and head", head()),
                counted.term(
                        Assumption.CACHE,
                        "keys and values are written",
                        2.0 * layers * size.kvDim() / chip.dacThroughput()),
                counted.term(
                        Assumption.CONVERTERS,
                        "embedding in, logits out",
                        size.dim() / chip.dacThroughput() + size.vocabulary() / chip.adcThroughput()),
                counted.term(
                        Assumption.CONTROLLER,
                        "controller",
                        layers * layer.control() + (counted.has(Assumption.HEAD) ? head.control() : 0)),
                counted.term(
                        Assumption.RELOAD, "couplings are reloaded", counted.has(Assumption.RESIDENT) ? 0 : reload()));
    }

    private double head() {
        return head.settle(counted.has(Assumption.HEADROOM)) + (counted.has(Assumption.LINES) ? head.lines() : 0);
    }

    private double reload() {
        long couplings =
                size.layers() * size.layerCouplings() + (counted.has(Assumption.HEAD) ? size.headCouplings() : 0);
        return couplings / chip.dacThroughput();
    }
}
