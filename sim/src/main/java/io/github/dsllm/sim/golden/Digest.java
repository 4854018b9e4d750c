package io.github.dsllm.sim.golden;

/** FNV-1a that folds whole 64-bit values, docs/isa.md §6. */
public final class Digest implements ValueSink {

    /** Digest of no values. */
    public static final long EMPTY = 0xcbf29ce484222325L;

    private static final long PRIME = 0x100000001b3L;

    private long hash = EMPTY;

    /** The digest with one more value folded in. */
    public static long fold(long hash, long value) {
        return (hash ^ value) * PRIME;
    }

    @Override
    public void accept(long value) {
        hash = fold(hash, value);
    }

    void clear() {
        hash = EMPTY;
    }

    public long value() {
        return hash;
    }
}
