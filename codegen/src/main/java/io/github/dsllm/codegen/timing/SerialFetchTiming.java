package io.github.dsllm.codegen.timing;

import org.jspecify.annotations.Nullable;

/** The fetch of a compact core: one instruction at a time, a cycle for program memory and one for its descriptor, then it stands until it is taken. */
final class SerialFetchTiming implements FetchTiming {
    private enum State {
        WORD,
        DESCRIPTOR,
        OPERATION
    }

    private final TimedProgram program;
    private State state = State.WORD;
    private int pc;

    SerialFetchTiming(TimedProgram program) {
        this.program = program;
    }

    @Override
    public @Nullable TimedOperation next() {
        return state == State.OPERATION && !isEmpty() ? program.operation(pc) : null;
    }

    @Override
    public boolean step(boolean taken) {
        if (program.length() == 0) {
            return false;
        }
        if (state == State.WORD) {
            state = State.DESCRIPTOR;
        } else if (state == State.DESCRIPTOR) {
            state = State.OPERATION;
        } else if (taken || isEmpty()) {
            pc = program.endsWith(pc) ? 0 : pc + 1;
            state = State.WORD;
        } else {
            return false;
        }
        return true;
    }

    private boolean isEmpty() {
        return pc >= program.length();
    }
}
