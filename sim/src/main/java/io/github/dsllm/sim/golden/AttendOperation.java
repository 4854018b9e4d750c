package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.isa.Descriptor;
import java.util.Arrays;

/** ATTEND: weights 2^−(M − S) couple the stored values to a node whose self-reaction is their sum; it settles at the weighted mean. */
final class AttendOperation extends Operation {
    private final Tile tile;
    private final ExponentialLookup exponential;
    private final Divider divider;
    private final int address;
    private final int group;
    private final Descriptor descriptor;
    private final WidthGuard guard;
    private final int segments;
    private final int valid;

    AttendOperation(
            Tile tile,
            ExponentialLookup exponential,
            Divider divider,
            int address,
            int group,
            Descriptor descriptor,
            WidthGuard guard) {
        this.tile = tile;
        this.exponential = exponential;
        this.divider = divider;
        this.address = address;
        this.group = group;
        this.descriptor = descriptor;
        this.guard = guard;
        this.segments = descriptor.count();
        this.valid = segments * tile.attention.segmentLanes;
    }

    @Override
    int run() {
        int positions = tile.position + 1;
        tile.attention.weigh(exponential, descriptor.shift(), positions, segments);
        tile.attention.accumulate(address, positions, segments, tile.accumulators);
        guard.accumulators(tile.accumulators, valid);
        int saturations = 0;
        for (int segment = 0; segment < segments; segment++) {
            long sum = tile.attention.weightSums[segment];
            guard.weightSum(sum);
            divider.selfReaction(sum);
            saturations += settle(segment * tile.attention.segmentLanes, tile.attention.segmentLanes);
        }
        int first = group * tile.lanes;
        Arrays.fill(tile.state, first + valid, first + tile.lanes, 0);
        return saturations;
    }

    private int settle(int firstLane, int lanes) {
        int saturations = 0;
        for (int lane = firstLane; lane < firstLane + lanes; lane++) {
            long current = divider.current(tile.accumulators[lane], descriptor.shift2());
            guard.accumulator(current);
            long y = divider.settle(current);
            long saturated = FixedPoint.saturate(y, descriptor.bits());
            saturations += saturated == y ? 0 : 1;
            tile.state[group * tile.lanes + lane] = (int) saturated;
        }
        return saturations;
    }

    @Override
    void values(ValueSink sink) {
        AttentionMemory attention = tile.attention;
        for (int position = 0; position <= tile.position; position++) {
            for (int segment = 0; segment < segments; segment++) {
                sink.accept(attention.weightAt(segment, position));
            }
        }
        for (int segment = 0; segment < segments; segment++) {
            sink.accept(attention.weightSums[segment]);
        }
        tile.giveNodes(sink, group, valid);
    }
}
