package io.github.dsllm.sim.physics.file;

/** How large a system from a file may be. */
final class Limits {
    static final int NODES = 16_384;
    static final int COUPLINGS = 16_000_000;
    static final long FILE_BYTES = 512L << 20;
    static final long JSON_BYTES = 64L << 20;
    static final int LINE = 1 << 20;

    private Limits() {}
}
