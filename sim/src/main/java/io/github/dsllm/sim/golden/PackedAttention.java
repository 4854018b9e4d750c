package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;

/**
 * Scores in 32 bits: two positions per multiplication for the scores, two lanes for the weighted values (see {@link Pair}). Weighted values are summed in spans
 * of positions that are short enough for 32 bits.
 */
final class PackedAttention extends AttentionMemory {
    private final int rows;
    private final int span;
    private final long[] keys; // (keyValueLanes, rows), two positions each, so that every area fills one half
    private final long[] values; // (keyValueLanes / 2, rows), two lanes each
    private final int[] scores; // (segments, stride)

    /**
     * Lays out memories without contents.
     *
     * @param valueBits width to which stored values saturate, see {@link GuaranteedWidths}
     */
    PackedAttention(CoreParameters core, int valueBits) {
        super(core);
        this.rows = core.depths().keyValues();
        this.span = Math.max(1, Integer.MAX_VALUE >> (core.numerics().weightFraction() + valueBits - 1));
        this.keys = new long[Math.multiplyExact(core.keyValueLanes(), rows)];
        this.values = new long[Math.multiplyExact(core.keyValueLanes() / 2, rows)];
        this.scores = new int[core.segments() * stride];
    }

    @Override
    void storeKey(int address, int position, int lane, int value) {
        int index = lane * rows + address + position / 2;
        keys[index] = position % 2 == 0 ? Pair.of(value, 0) : Pair.of(Pair.low(keys[index]), value);
    }

    @Override
    int key(int address, int position, int lane) {
        long pair = keys[lane * rows + address + position / 2];
        return position % 2 == 0 ? Pair.low(pair) : Pair.high(pair);
    }

    @Override
    void storeValue(int address, int position, int lane, int value) {
        int index = lane / 2 * rows + address + position;
        values[index] =
                lane % 2 == 0 ? Pair.of(value, Pair.high(values[index])) : Pair.of(Pair.low(values[index]), value);
    }

    @Override
    int value(int address, int position, int lane) {
        long pair = values[lane / 2 * rows + address + position];
        return lane % 2 == 0 ? Pair.low(pair) : Pair.high(pair);
    }

    @Override
    long scoreAt(int segment, int position) {
        return scores[segment * stride + position];
    }

    @Override
    void score(int[] nodes, int query, int address, int positions, int segments) {
        for (int segment = 0; segment < segments; segment++) {
            int lane = segment * segmentLanes;
            int start = storedLane(lane) * rows + address;
            int maximum = Integer.MIN_VALUE;
            for (int j = 0; j < positions; j += 2) {
                long pair = score(nodes, query + lane, start + j / 2);
                scores[segment * stride + j] = Pair.low(pair);
                scores[segment * stride + j + 1] = Pair.high(pair);
                maximum = Math.max(maximum, Pair.low(pair));
                if (j + 1 < positions) {
                    maximum = Math.max(maximum, Pair.high(pair));
                }
            }
            maxima[segment] = maximum;
        }
    }

    private long score(int[] nodes, int query, int start) {
        long sum = 0;
        int index = start;
        for (int channel = query; channel < query + segmentLanes; channel += 2) {
            sum += keys[index] * nodes[channel] + keys[index + rows] * nodes[channel + 1];
            index += 2 * rows;
        }
        return sum;
    }

    @Override
    void accumulate(int address, int positions, int segments, long[] accumulators) {
        for (int lane = 0; lane < segments * segmentLanes; lane += 2) {
            accumulatePair(lane, storedLane(lane) / 2 * rows + address, positions, accumulators);
        }
    }

    private void accumulatePair(int lane, int start, int positions, long[] accumulators) {
        int weight = lane / segmentLanes * stride;
        long even = 0;
        long odd = 0;
        for (int from = 0; from < positions; from += span) {
            long sum = weightedSum(weight, start, from, Math.min(positions, from + span));
            even += Pair.low(sum);
            odd += Pair.high(sum);
        }
        accumulators[lane] = even;
        accumulators[lane + 1] = odd;
    }

    private long weightedSum(int weight, int start, int from, int to) {
        long sum = 0;
        for (int j = from; j < to; j++) {
            sum += values[start + j] * weights[weight + j];
        }
        return sum;
    }

    @Override
    long weighSegment(ExponentialLookup exponential, int shift, int positions, int segment) {
        int maximum = (int) maxima[segment];
        return exponential.weigh(maximum, scores, segment * stride, positions, shift, weights);
    }
}
