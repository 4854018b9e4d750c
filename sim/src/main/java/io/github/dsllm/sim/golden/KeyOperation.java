package io.github.dsllm.sim.golden;

/** KEY: turned keys become the couplings of the score stage for this and all later positions. */
final class KeyOperation extends Operation {
    private final Tile tile;
    private final Rotation rotation;
    private final int source;
    private final int address;
    private final int valid;
    private final int storedLanes;

    KeyOperation(Tile tile, Rotation rotation, int source, int address, int valid, int storedLanes) {
        this.tile = tile;
        this.rotation = rotation;
        this.source = source;
        this.address = address;
        this.valid = valid;
        this.storedLanes = storedLanes;
    }

    @Override
    int run() {
        int saturations = rotation.turn(tile.state, source * tile.lanes, tile.position);
        for (int lane = 0; lane < storedLanes; lane++) {
            tile.attention.storeKey(address, tile.position, lane, rotation.rotated()[lane]);
        }
        return saturations;
    }

    @Override
    void values(ValueSink sink) {
        for (int lane = 0; lane < valid; lane++) {
            sink.accept(tile.attention.key(address, tile.position, lane));
        }
    }
}
