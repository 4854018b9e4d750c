package io.github.dsllm.sim.estimate;

import io.github.dsllm.sim.estimate.LayerStage.Kind;
import java.util.ArrayList;
import java.util.List;

/** The stages of a layer in the order in which a token needs them (docs/estimate.md §2); operators are mapped as docs/mapping.md says. */
final class LayerStages {
    private LayerStages() {}

    /** One layer, attention over the whole context. */
    static List<LayerStage> layer(TransformerSize size) {
        List<LayerStage> stages = new ArrayList<>(norm(size));
        stages.add(LayerStage.array("q, k, v", size.dim(), size.queryDim() + 2L * size.kvDim()));
        if (size.family().rotates()) {
            stages.add(LayerStage.single("rotation", 2, size.queryDim() + (long) size.kvDim()));
        }
        long scores = (long) size.heads() * size.context();
        long array = (long) size.headSize() + size.context();
        stages.add(new LayerStage("scores", size.headSize(), scores, array, Kind.SETTLES_ON_CACHE));
        stages.add(new LayerStage("maximum", size.context(), size.heads(), 0, Kind.SETTLES));
        stages.add(new LayerStage("exponentials", 1, scores, 0, Kind.DISCHARGES_ON_CACHE));
        stages.add(new LayerStage("weighted sum", size.context(), size.queryDim(), array, Kind.SETTLES));
        stages.add(LayerStage.array("projection and residual", size.queryDim(), size.dim()));
        stages.addAll(norm(size));
        boolean gated = size.family().gated();
        stages.add(LayerStage.array(gated ? "gate and up" : "up", size.dim(), (gated ? 2L : 1L) * size.hidden()));
        stages.add(LayerStage.single("activation", 1, size.hidden()));
        if (gated) {
            stages.add(LayerStage.single("product", 1, size.hidden()));
        }
        stages.add(LayerStage.array("down and residual", size.hidden(), size.dim()));
        return stages;
    }

    /** The final norm and the output head. */
    static List<LayerStage> head(TransformerSize size) {
        List<LayerStage> stages = new ArrayList<>(norm(size));
        stages.add(LayerStage.array("head", size.dim(), size.vocabulary()));
        return stages;
    }

    private static List<LayerStage> norm(TransformerSize size) {
        List<LayerStage> stages = new ArrayList<>();
        if (size.family().subtractsMean()) {
            stages.add(LayerStage.array("mean", size.dim(), 1));
            stages.add(LayerStage.array("variance", size.dim(), 1));
        } else {
            stages.add(LayerStage.array("mean square", size.dim(), 1));
        }
        stages.add(LayerStage.single("reciprocal root", 1, 1));
        stages.add(LayerStage.single("normalised states", 1, size.dim()));
        return stages;
    }
}
