package io.github.dsllm.sim.golden;

import java.util.Arrays;

/** Keeps the values of one instruction at one position, so that a difference can be shown value by value. */
public final class ValueRecorder implements ValueSink {
    private final int position;
    private final int tile;
    private final int pc;
    private long[] values = new long[64];
    private int count;
    private int saturations;

    /** Waits for the instruction {@code pc} of {@code tile} at {@code position}. */
    public ValueRecorder(int position, int tile, int pc) {
        this.position = position;
        this.tile = tile;
        this.pc = pc;
    }

    boolean awaits(int position, int tile, int pc) {
        return this.position == position && this.tile == tile && this.pc == pc;
    }

    void executed(Operation operation, int saturations) {
        this.saturations = saturations;
        count = 0;
        operation.values(this);
    }

    @Override
    public void accept(long value) {
        if (count == values.length) {
            values = Arrays.copyOf(values, 2 * count);
        }
        values[count++] = value;
    }

    /** The values in the order of docs/isa.md §6; empty if the instruction has not been executed or has none. */
    public long[] values() {
        return Arrays.copyOf(values, count);
    }

    /** Clamped nodes of that instruction. */
    public int saturations() {
        return saturations;
    }
}
