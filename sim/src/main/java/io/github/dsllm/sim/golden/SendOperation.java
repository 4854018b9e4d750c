package io.github.dsllm.sim.golden;

/** SEND: gives a group to the other tiles. */
final class SendOperation extends Operation {
    private final Tile tile;
    private final Mesh mesh;
    private final int group;
    private final boolean toHost;

    SendOperation(Tile tile, Mesh mesh, int group, boolean toHost) {
        this.tile = tile;
        this.mesh = mesh;
        this.group = group;
        this.toHost = toHost;
    }

    @Override
    int run() {
        mesh.send(tile, group, toHost);
        return 0;
    }
}
