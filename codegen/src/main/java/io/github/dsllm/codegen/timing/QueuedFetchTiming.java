package io.github.dsllm.codegen.timing;

import org.jspecify.annotations.Nullable;

/** Instructions on their way from program memory to the dispatcher: one per cycle, three cycles of memories, a queue of eight, a register. */
final class QueuedFetchTiming implements FetchTiming {
    private static final int DEPTH = 8;

    private final TimedProgram program;
    private final TimedOperation[] queue = new TimedOperation[DEPTH];
    private int head;
    private int count;
    private int pc;
    private int word = -1;
    private int held = -1;
    private int descriptor = -1;
    private @Nullable TimedOperation out;

    QueuedFetchTiming(TimedProgram program) {
        this.program = program;
    }

    @Override
    public @Nullable TimedOperation next() {
        return out;
    }

    @Override
    public boolean step(boolean taken) {
        if (program.length() == 0) {
            return false;
        }
        boolean reads = count + (word >= 0 ? 1 : 0) + (held >= 0 ? 1 : 0) + (descriptor >= 0 ? 1 : 0) < DEPTH;
        boolean ends = descriptor >= 0 && program.endsWith(descriptor);
        boolean moves = taken || reads || word >= 0 || held >= 0 || descriptor >= 0;
        if (taken) {
            out = null;
        }
        if (out == null && count > 0) {
            out = queue[head];
            head = (head + 1) % DEPTH;
            count--;
            moves = true;
        }
        if (descriptor >= 0 && descriptor < program.length()) {
            queue[(head + count) % DEPTH] = program.operation(descriptor);
            count++;
        }
        descriptor = ends ? -1 : held;
        held = ends ? -1 : word;
        word = reads && !ends ? pc : -1;
        if (ends) {
            pc = 0;
        } else if (reads) {
            pc++;
        }
        return moves;
    }
}
