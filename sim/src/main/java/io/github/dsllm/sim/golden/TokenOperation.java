package io.github.dsllm.sim.golden;

import java.util.Arrays;

/** TOKEN: takes the input of the position, from the host on tile 0 and from the mesh elsewhere. A limit of 0 lets every token of the host pass. */
final class TokenOperation extends Operation {
    private final Tile tile;
    private final Host host;
    private final Reloads reloads;
    private final int group;
    private final int limit;

    TokenOperation(Tile tile, Host host, Reloads reloads, int group, int limit) {
        this.tile = tile;
        this.host = host;
        this.reloads = reloads;
        this.group = group;
        this.limit = limit;
    }

    @Override
    int run() {
        int first = group * tile.lanes;
        if (tile.index == 0) {
            Arrays.fill(tile.state, first, first + tile.lanes, 0);
            tile.state[first] = host.takeToken(limit);
            tile.state[first + 1] = host.inputPosition();
        } else if (!tile.takeArrival(group)) {
            return BLOCKED;
        }
        tile.token = tile.state[first];
        tile.position = tile.state[first + 1];
        tile.ownsToken = false;
        reloads.begin();
        return 0;
    }

    @Override
    void values(ValueSink sink) {
        sink.accept(tile.token);
        sink.accept(tile.position);
    }

    @Override
    int awaitedGroup() {
        return group;
    }
}
