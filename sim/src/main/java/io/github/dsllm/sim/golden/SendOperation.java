package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.isa.Region;

/** SEND: gives a group to the other tiles of a rectangle; with OWNER only on the tile that holds the token's row. */
final class SendOperation extends Operation {
    private final Tile tile;
    private final Mesh mesh;
    private final int group;
    private final Tile[] receivers;
    private final boolean byOwner;

    SendOperation(Tile tile, Mesh mesh, int group, Region region, boolean byOwner) {
        this.tile = tile;
        this.mesh = mesh;
        this.group = group;
        this.receivers = mesh.receivers(tile, region);
        this.byOwner = byOwner;
    }

    @Override
    int run() {
        if (!byOwner || tile.ownsToken) {
            mesh.send(tile, group, receivers);
        }
        return 0;
    }
}
