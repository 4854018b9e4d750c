package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.isa.Descriptor;

/** Turns the lane pairs of a group by the RoPE angles of the position and saturates them. */
final class Rotation {
    private final short[] cosines; // (context, segmentLanes / 2)
    private final short[] sines;
    private final int pairs;
    private final int bits;
    private final int shift;
    private final int valid;
    private final int[] rotated;

    Rotation(ChipImage image, Descriptor descriptor, int valid) {
        this.cosines = image.ropeCosines();
        this.sines = image.ropeSines();
        this.pairs = image.core().segmentLanes() / 2;
        this.bits = descriptor.bits();
        this.shift = descriptor.shift();
        this.valid = valid;
        this.rotated = new int[image.core().lanes()];
    }

    /** Fills {@link #rotated} from the group that starts at {@code source}; returns the saturations. */
    int turn(int[] nodes, int source, int position) {
        int saturations = 0;
        for (int lane = 0; lane < valid; lane += 2) {
            int angle = position * pairs + lane / 2 % pairs;
            long c = cosines[angle];
            long s = sines[angle];
            long even = nodes[source + lane];
            long odd = nodes[source + lane + 1];
            saturations += put(lane, even * c - odd * s);
            if (lane + 1 < valid) {
                saturations += put(lane + 1, even * s + odd * c);
            }
        }
        return saturations;
    }

    private int put(int lane, long sum) {
        long value = FixedPoint.round(sum, shift);
        long saturated = FixedPoint.saturate(value, bits);
        rotated[lane] = (int) saturated;
        return saturated == value ? 0 : 1;
    }

    /** The turned nodes by lane, 0 in lanes that are not valid. */
    int[] rotated() {
        return rotated;
    }
}
