package io.github.dsllm.codegen.partition.multilevel;

import java.util.Arrays;

/**
 * Vertices ordered by gain, last in first out among equal gains. Every operation is O(1).
 *
 * <p>Buckets of vertices as by C. Fiduccia and R. Mattheyses ("A linear-time heuristic for improving network partitions", DAC 1982), which need gains in a
 * small range. Here a gain up to 127 has a bucket of its own and a larger one shares it with gains of the same leading seven bits, so that any weight has a
 * bucket; gains are in order up to 1.6 %. A bit set of full buckets finds the best one.
 */
final class GainBuckets {
    private static final int EXACT_BITS = 7;
    private static final int EXACT = 1 << EXACT_BITS;
    private static final int STEPS = EXACT / 2;
    private static final int OFFSET = EXACT + (31 - EXACT_BITS) * STEPS;
    private static final int NONE = -1;

    private final int[] head = new int[2 * OFFSET + 1];
    private final long[] full = new long[(head.length + 63) / 64];
    private long fullWords;
    private final int[] next; // (vertices)
    private final int[] previous; // (vertices)
    private final int[] bucketOf; // (vertices), or NONE
    private final int[] gainOf; // (vertices)

    GainBuckets(int vertices) {
        next = new int[vertices];
        previous = new int[vertices];
        bucketOf = new int[vertices];
        gainOf = new int[vertices];
        Arrays.fill(head, NONE);
        Arrays.fill(bucketOf, NONE);
    }

    boolean isEmpty() {
        return fullWords == 0;
    }

    boolean contains(int vertex) {
        return bucketOf[vertex] != NONE;
    }

    /** The gain under which a vertex was put last. */
    int gain(int vertex) {
        return gainOf[vertex];
    }

    /** Puts a vertex, or moves it if it is there with another gain. */
    void put(int vertex, int gain) {
        int bucket = bucket(gain);
        int old = bucketOf[vertex];
        gainOf[vertex] = gain;
        if (old == bucket) {
            return;
        }
        if (old != NONE) {
            unlink(vertex, old);
        }
        int second = head[bucket];
        next[vertex] = second;
        previous[vertex] = NONE;
        if (second != NONE) {
            previous[second] = vertex;
        } else {
            full[bucket >> 6] |= 1L << bucket;
            fullWords |= 1L << (bucket >> 6);
        }
        head[bucket] = vertex;
        bucketOf[vertex] = bucket;
    }

    void remove(int vertex) {
        int bucket = bucketOf[vertex];
        if (bucket != NONE) {
            unlink(vertex, bucket);
            bucketOf[vertex] = NONE;
        }
    }

    /** Takes the vertex of the largest gain; there must be one. */
    int takeBest() {
        int word = 63 - Long.numberOfLeadingZeros(fullWords);
        int bucket = (word << 6) + 63 - Long.numberOfLeadingZeros(full[word]);
        int vertex = head[bucket];
        remove(vertex);
        return vertex;
    }

    /** Takes all vertices out; O(1) for each. */
    void clear() {
        while (!isEmpty()) {
            takeBest();
        }
    }

    private void unlink(int vertex, int bucket) {
        int before = previous[vertex];
        int behind = next[vertex];
        if (behind != NONE) {
            previous[behind] = before;
        }
        if (before != NONE) {
            next[before] = behind;
        } else {
            head[bucket] = behind;
            if (behind == NONE) {
                full[bucket >> 6] &= ~(1L << bucket);
                if (full[bucket >> 6] == 0) {
                    fullWords &= ~(1L << (bucket >> 6));
                }
            }
        }
    }

    static int bucket(int gain) {
        return gain >= 0 ? OFFSET + magnitude(gain) : OFFSET - magnitude(-gain);
    }

    private static int magnitude(int size) {
        if (size < EXACT) {
            return size;
        }
        int exponent = 31 - Integer.numberOfLeadingZeros(size);
        int leading = (size >>> (exponent - EXACT_BITS + 1)) & (STEPS - 1);
        return EXACT + (exponent - EXACT_BITS) * STEPS + leading;
    }
}
