package io.github.dsllm.sim.golden;

/** ARRIVE: waits for a group of another tile. */
final class ArriveOperation extends Operation {
    private final Tile tile;
    private final int group;

    ArriveOperation(Tile tile, int group) {
        this.tile = tile;
        this.group = group;
    }

    @Override
    int run() {
        return tile.takeArrivals(group, 1) ? 0 : BLOCKED;
    }

    @Override
    int awaitedGroup() {
        return group;
    }
}
