package io.github.dsllm.sim.estimate;

import io.github.dsllm.sim.estimate.AnalogChip.Figure;
import java.util.List;
import java.util.Set;

/** What a machine draws while all its stages work: docs/estimate.md §4 and §5. */
final class PowerTerms {
    private final TransformerSize size;
    private final AnalogChip chip;
    private final Counted counted;
    private final StageTimes layer;
    private final StageTimes head;

    PowerTerms(TransformerSize size, AnalogChip chip, Set<Assumption> assumptions) {
        this.size = size;
        this.chip = chip;
        this.counted = new Counted(assumptions);
        this.layer = new StageTimes(chip, LayerStages.layer(size));
        this.head = new StageTimes(chip, LayerStages.head(size));
    }

    List<Term> terms() {
        double machines = resident() ? size.layers() : 1;
        double perCoupling = chip.value(Figure.COUPLING_POWER);
        double perNode = chip.value(Figure.NODE_POWER);
        double couplings = perCoupling * size.layerCouplings();
        double nodes = perNode * layer.nodes();
        double ofHead = perCoupling * size.headCouplings() + perNode * head.nodes();
        double cached = perCoupling * 2 * size.kvDim() * size.context() + perNode * layer.cacheNodes();
        String where = resident() ? " of all layers" : " of one layer";
        return List.of(
                new Term("couplings" + where, true, machines * couplings),
                new Term("nodes" + where, true, machines * nodes),
                // One machine that serves the head in its turn draws what the head does for a share of the time.
                counted.term(
                        Assumption.HEAD,
                        "final norm and head",
                        resident() ? ofHead : (ofHead - couplings - nodes) / (size.layers() + 1)),
                counted.term(Assumption.CACHE, "cached couplings, score nodes", machines * cached),
                counted.term(Assumption.CONVERTERS, "converters", machines * chip.converterPower()),
                counted.term(Assumption.CONTROLLER, "controller", machines * chip.value(Figure.CONTROLLER_POWER)));
    }

    private boolean resident() {
        return counted.has(Assumption.RESIDENT);
    }
}
