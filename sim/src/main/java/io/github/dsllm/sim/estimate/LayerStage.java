package io.github.dsllm.sim.estimate;

/**
 * One stage of a layer that is locked before the next one begins.
 *
 * @param name for people
 * @param fanIn couplings into a node
 * @param nodes free nodes, for one token
 * @param line couplings that the longest line of its array passes, 0 for stages that are no array
 * @param kind how it comes to its end
 */
record LayerStage(String name, int fanIn, long nodes, long line, Kind kind) {

    /** How a stage comes to its end, and what its nodes hang on. */
    enum Kind {
        /** Relaxes until the error is below half a step. */
        SETTLES,
        /** Relaxes, and its couplings or nodes are those of cached positions. */
        SETTLES_ON_CACHE,
        /** Discharges for one time constant exactly, one node per cached position. */
        DISCHARGES_ON_CACHE
    }

    /** An array of couplings with lines through all of it. */
    static LayerStage array(String name, int fanIn, long nodes) {
        return new LayerStage(name, fanIn, nodes, fanIn + nodes, Kind.SETTLES);
    }

    /** Nodes with couplings of their own. */
    static LayerStage single(String name, int fanIn, long nodes) {
        return new LayerStage(name, fanIn, nodes, 0, Kind.SETTLES);
    }
}
