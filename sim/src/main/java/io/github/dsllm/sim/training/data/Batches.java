package io.github.dsllm.sim.training.data;

/** Where batches come from. */
public interface Batches {

    /** The batch of a step, counted from 1: the same whenever it is asked for, so that a resumed run sees what it would have seen. */
    Batch batch(long step);

    /** Batches that are not trained on, in a fixed order; possibly none. */
    Iterable<Batch> validation();

    /** Length of the longest text. */
    int length();

    /** SHA-256 over everything that determines the batches, hexadecimal. */
    String digest();
}
