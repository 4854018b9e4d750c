package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.layout.Geometry;

/**
 * State groups of the named tensors, the same in all tiles. Queries, keys, values and logits are never alive together with the feed-forward states and
 * lie over one another. With biases, the group behind the norms' outputs, behind the attention outputs and behind the hidden states holds constants.
 *
 * @param token group of TOKEN
 * @param residual first group of x
 * @param normalised first group of the norms' outputs
 * @param attention first group of the attention outputs, by head group
 * @param hiddenStates first group of silu·h3
 * @param query first group of the queries of this tile, one per head group
 * @param rotated first group of the same after RoPE
 * @param stored first group of keys and values, two per key group where they do not fit in one
 * @param gate group of h1
 * @param up group of h3
 * @param activation group of silu
 * @param logits first group of the logits
 * @param positions first group of the one-hot position
 * @param groups how many groups there are
 */
record StateMap(
        int token,
        int residual,
        int normalised,
        int attention,
        int hiddenStates,
        int query,
        int rotated,
        int stored,
        int gate,
        int up,
        int activation,
        int logits,
        int positions,
        int groups) {

    static StateMap of(Geometry geometry) {
        int token = 0;
        int residual = token + 1;
        int normalised = residual + geometry.residualGroups();
        int constants = geometry.biasGroups();
        int attention = normalised + geometry.residualGroups() + constants;
        int hiddenStates = attention + geometry.headGroups() + constants;
        int arena = hiddenStates + geometry.hiddenGroups() + constants;
        int rotated = arena + geometry.headGroups();
        int stored = rotated + geometry.headGroups();
        int attentionEnd = stored + 2 * geometry.keyGroups();
        int arenaGroups = Math.max(3, Math.max(geometry.vocabularyGroups(), geometry.positionGroups()));
        int groups = Math.max(attentionEnd, arena + arenaGroups);
        return new StateMap(
                token,
                residual,
                normalised,
                attention,
                hiddenStates,
                arena,
                rotated,
                stored,
                arena,
                arena + 1,
                arena + 2,
                arena,
                arena,
                groups);
    }
}
