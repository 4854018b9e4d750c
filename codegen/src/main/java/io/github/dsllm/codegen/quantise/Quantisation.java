package io.github.dsllm.codegen.quantise;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Quantiser} hands on.
 *
 * @param nodeTable the gate's node function where the core does not know it, else null
 * @param notes what a user should know, one sentence each
 */
public record Quantisation(QuantisedModel model, @Nullable NodeTable nodeTable, List<String> notes) {
    public Quantisation {
        notes = List.copyOf(notes);
    }
}
