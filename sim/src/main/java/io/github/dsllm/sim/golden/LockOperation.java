package io.github.dsllm.sim.golden;

/** N_LOCK and C_LOCK: nothing to do, because a group changes only by the instruction that names it. */
final class LockOperation extends Operation {
    @Override
    int run() {
        return 0;
    }
}
