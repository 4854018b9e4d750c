package io.github.dsllm.codegen.timing;

import org.jspecify.annotations.Nullable;

/** Instructions on their way from program memory to the dispatcher. */
interface FetchTiming {
    /** The next instruction, null if there is none yet. */
    @Nullable
    TimedOperation next();

    /**
     * One cycle.
     *
     * @param taken whether the dispatcher takes the next instruction in it
     * @return whether anything moved
     */
    boolean step(boolean taken);
}
