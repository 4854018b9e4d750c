package io.github.dsllm.sim.golden;

/** Carries groups between tiles; a group is there as soon as it is sent. */
final class Mesh {
    private final Tile[] tiles;

    Mesh(Tile[] tiles) {
        this.tiles = tiles;
    }

    void send(Tile from, int group, boolean toHostOnly) {
        for (Tile to : tiles) {
            if (to != from && (to.index == 0 || !toHostOnly)) {
                deliver(from, to, group);
            }
        }
    }

    private static void deliver(Tile from, Tile to, int group) {
        if (to.arrived[group]) {
            throw new MachineFault("group " + group + " arrives at tile " + to.index + " from tile " + from.index
                    + " before its last arrival was awaited: the schedule lets an arrival overtake a reader");
        }
        System.arraycopy(from.state, group * from.lanes, to.state, group * to.lanes, to.lanes);
        to.arrived[group] = true;
    }
}
