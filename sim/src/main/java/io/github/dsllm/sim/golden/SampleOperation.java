package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.isa.Descriptor;

/** SAMPLE: the logits become the next token. */
final class SampleOperation extends Operation {
    private final Tile tile;
    private final Host host;
    private final int first;
    private final int count;
    private final int shift;

    SampleOperation(Tile tile, Host host, Descriptor descriptor) {
        this.tile = tile;
        this.host = host;
        this.first = descriptor.source() * tile.lanes;
        this.count = descriptor.count();
        this.shift = descriptor.shift();
    }

    @Override
    int run() {
        host.sample(tile.state, first, count, shift);
        return 0;
    }

    @Override
    void values(ValueSink sink) {
        sink.accept(host.sampledToken());
    }

    int logits() {
        return count;
    }

    int logit(int token) {
        return tile.state[first + token];
    }
}
