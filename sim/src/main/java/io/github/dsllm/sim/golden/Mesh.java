package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.isa.Region;

/** Carries groups between tiles; a group is there as soon as it is sent. */
final class Mesh {
    private final Tile[] tiles;
    private final int columns;

    Mesh(Tile[] tiles, int columns) {
        this.tiles = tiles;
        this.columns = columns;
    }

    void send(Tile from, int group, Tile[] receivers) {
        for (Tile to : receivers) {
            deliver(from, to, group);
        }
    }

    /** The tiles of a rectangle but the sender. */
    Tile[] receivers(Tile from, Region region) {
        return region.receivers(from.index, columns).stream()
                .map(index -> tiles[index])
                .toArray(Tile[]::new);
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
