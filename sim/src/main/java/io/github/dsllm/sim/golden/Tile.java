package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;

/** Memories and registers of one tile. Node {@code lane} of group {@code g} is {@code state[g * lanes + lane]}. */
final class Tile {
    final int index;
    final int lanes;
    final int[] state;
    final boolean[] arrived;
    final long[] accumulators;
    final AttentionMemory attention;
    int position;
    int token;
    boolean ownsToken;

    Tile(int index, CoreParameters core, AttentionMemory attention) {
        this.index = index;
        this.lanes = core.lanes();
        this.state = new int[Math.multiplyExact(core.depths().stateGroups(), lanes)];
        this.arrived = new boolean[core.depths().stateGroups()];
        this.accumulators = new long[lanes];
        this.attention = attention;
    }

    /** Whether a group has arrived; if so its arrival is cleared. */
    boolean takeArrival(int group) {
        boolean isThere = arrived[group];
        arrived[group] = false;
        return isThere;
    }

    void giveNodes(ValueSink sink, int group, int nodes) {
        int first = group * lanes;
        for (int node = first; node < first + nodes; node++) {
            sink.accept(state[node]);
        }
    }

    void clearBehind(int group, int nodes) {
        int groups = (nodes + lanes - 1) / lanes;
        java.util.Arrays.fill(state, group * lanes + nodes, (group + groups) * lanes, 0);
    }
}
