package io.github.dsllm.codegen.chip;

/**
 * Contents of a little more than 2^n words are two memories for synthesis, one of 2^n words and one of the rest: block RAMs that stand one behind the other need a
 * multiplexer for every bit of a word, and the shapes in which fewer of them do waste what lies between 2^n and 2^(n+1).
 */
public final class MemoryPages {
    /** Ends the name of the file with the rest. */
    public static final String REST = ".rest";

    private static final int SMALLEST = 2048;
    private static final int LARGEST_REST = 8;

    private MemoryPages() {}

    /** Words of the first of both, a power of two, or 0 for a memory that stays whole. */
    public static int first(int words) {
        int page = Integer.highestOneBit(words);
        int rest = words - page;
        return words > SMALLEST && rest > 0 && rest <= page / LARGEST_REST ? page : 0;
    }
}
