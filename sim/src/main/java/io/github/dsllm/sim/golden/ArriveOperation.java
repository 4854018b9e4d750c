package io.github.dsllm.sim.golden;

/** ARRIVE: waits for a group of another tile; with OWNER not on the tile that holds the token's row and has made the group itself. */
final class ArriveOperation extends Operation {
    private final Tile tile;
    private final int group;
    private final boolean fromOwner;

    ArriveOperation(Tile tile, int group, boolean fromOwner) {
        this.tile = tile;
        this.group = group;
        this.fromOwner = fromOwner;
    }

    @Override
    int run() {
        boolean isHere = fromOwner && tile.ownsToken;
        return isHere || tile.takeArrival(group) ? 0 : BLOCKED;
    }

    @Override
    int awaitedGroup() {
        return group;
    }
}
