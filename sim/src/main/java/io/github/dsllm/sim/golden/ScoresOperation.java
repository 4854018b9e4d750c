package io.github.dsllm.sim.golden;

/** SCORES: queries meet the stored keys of this and all earlier positions. */
final class ScoresOperation extends Operation {
    private final Tile tile;
    private final int source;
    private final int address;
    private final int segments;
    private final WidthGuard guard;

    ScoresOperation(Tile tile, int source, int address, int segments, WidthGuard guard) {
        this.tile = tile;
        this.source = source;
        this.address = address;
        this.segments = segments;
        this.guard = guard;
    }

    @Override
    int run() {
        tile.attention.score(tile.state, source * tile.lanes, address, tile.position + 1, segments);
        guard.scores(tile.attention, tile.position + 1, segments);
        return 0;
    }

    @Override
    void values(ValueSink sink) {
        for (int position = 0; position <= tile.position; position++) {
            for (int segment = 0; segment < segments; segment++) {
                sink.accept(tile.attention.scoreAt(segment, position));
            }
        }
    }
}
