package io.github.dsllm.sim.physics.imperfect;

import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.reference.FloatTransformer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The full scale of every group of nodes of a model: the largest |σ| that the ideal model shows on a text. Converters, rails and noise refer to it. */
public final class StateRanges {
    private final Map<Site, Double> ranges = new HashMap<>();

    private StateRanges() {}

    /** @param texts tokens of each text, beginning with the begin-of-text token; each is cut at {@code context} */
    public static StateRanges of(LanguageModel model, List<int[]> texts, int context) {
        StateRanges ranges = new StateRanges();
        FloatTransformer transformer = new FloatTransformer(model);
        transformer.listen((layer, tensor, values) ->
                ranges.ranges.merge(new Site(layer, tensor), (double) Kind.largest(values), Math::max));
        for (int[] text : texts) {
            for (int position = 0; position < Math.min(text.length, context); position++) {
                transformer.forward(text[position], position);
            }
        }
        return ranges;
    }

    double of(Site site) {
        return ranges.getOrDefault(site, 0.0);
    }
}
