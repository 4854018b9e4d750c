package io.github.dsllm.sim.golden;

/** ROPE: the queries of a group turn by their position. */
final class RopeOperation extends Operation {
    private final Tile tile;
    private final Rotation rotation;
    private final int source;
    private final int group;
    private final int valid;

    RopeOperation(Tile tile, Rotation rotation, int source, int group, int valid) {
        this.tile = tile;
        this.rotation = rotation;
        this.source = source;
        this.group = group;
        this.valid = valid;
    }

    @Override
    int run() {
        int saturations = rotation.turn(tile.state, source * tile.lanes, tile.position);
        System.arraycopy(rotation.rotated(), 0, tile.state, group * tile.lanes, tile.lanes);
        return saturations;
    }

    @Override
    void values(ValueSink sink) {
        tile.giveNodes(sink, group, valid);
    }
}
