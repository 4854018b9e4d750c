package io.github.dsllm.codegen.chip;

/**
 * Room of one memory of a tile: so many bits, or so many words whatever their width; the other is 0.
 *
 * @param bits room in bits
 * @param words room in words
 */
public record MemorySize(long bits, long words) {
    public MemorySize {
        if (bits < 0 || words < 0 || (bits == 0) == (words == 0)) {
            throw new IllegalArgumentException(
                    "a memory has either bits or words, not " + bits + " bits and " + words + " words");
        }
    }

    public static MemorySize ofBits(long bits) {
        return new MemorySize(bits, 0);
    }

    public static MemorySize ofWords(long words) {
        return new MemorySize(0, words);
    }

    /** How many words of the given width have room. */
    public long capacity(long wordBits) {
        return words > 0 ? words : bits / wordBits;
    }

    /** Room in bits if words are so wide. */
    public long bits(long wordBits) {
        return words > 0 ? Math.multiplyExact(words, wordBits) : bits;
    }
}
