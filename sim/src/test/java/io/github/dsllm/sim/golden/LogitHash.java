package io.github.dsllm.sim.golden;

/** FNV-1a over the logits of all positions so far, as little-endian 32-bit numbers, byte by byte. */
final class LogitHash {
    /** The basis with which the reference vectors were made, one digit short of the usual one. */
    private static final long BASIS = 1469598103934665603L;

    private static final long PRIME = 1099511628211L;

    private long hash = BASIS;

    void add(GoldenMachine machine) {
        for (int token = 0; token < machine.image().vocabulary(); token++) {
            int logit = machine.logit(token);
            for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
                hash = (hash ^ (logit >>> shift & 0xFF)) * PRIME;
            }
        }
    }

    long value() {
        return hash;
    }
}
