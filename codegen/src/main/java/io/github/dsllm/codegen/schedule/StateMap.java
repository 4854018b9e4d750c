package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.partition.Partition;

/**
 * State groups of the named tensors, the same in all tiles. Queries, keys, values and logits are never alive together with the feed-forward states and
 * lie over one another.
 *
 * @param token group of TOKEN
 * @param residual first group of x
 * @param normalised first group of the norms' outputs
 * @param attention first group of the attention outputs, by head group
 * @param hiddenStates first group of silu·h3
 * @param presence first of two groups per tile that say "I am here" where a tile has nothing else to send
 * @param query first group of the queries of this tile, one per head group
 * @param rotated first group of the same after RoPE
 * @param stored first group of keys and values, two per key group where they do not fit in one
 * @param gate group of h1
 * @param up group of h3
 * @param activation group of silu
 * @param logits first group of the logits
 * @param groups how many groups there are
 */
record StateMap(
        int token,
        int residual,
        int normalised,
        int attention,
        int hiddenStates,
        int presence,
        int query,
        int rotated,
        int stored,
        int gate,
        int up,
        int activation,
        int logits,
        int groups) {

    static StateMap of(Geometry geometry, Partition partition) {
        int token = 0;
        int residual = token + 1;
        int normalised = residual + geometry.residualGroups();
        int attention = normalised + geometry.residualGroups();
        int hiddenStates = attention + geometry.headGroups();
        int presence = hiddenStates + geometry.hiddenGroups();
        int arena = presence + (Exchange.needsPresence(partition) ? 2 * partition.tiles() : 0);
        int rotated = arena + geometry.headGroups();
        int stored = rotated + geometry.headGroups();
        int attentionEnd = stored + 2 * geometry.keyGroups();
        int groups = Math.max(attentionEnd, Math.max(arena + 3, arena + geometry.vocabularyGroups()));
        return new StateMap(
                token,
                residual,
                normalised,
                attention,
                hiddenStates,
                presence,
                arena,
                rotated,
                stored,
                arena,
                arena + 1,
                arena + 2,
                arena,
                groups);
    }
}
