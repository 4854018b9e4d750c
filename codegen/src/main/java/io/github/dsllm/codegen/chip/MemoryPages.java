package io.github.dsllm.codegen.chip;

import java.util.ArrayList;
import java.util.List;

/**
 * For synthesis, a deep memory whose output is 0 where it is not read is several memories of a power of two words, joined by an or: block RAMs that stand one behind
 * the other need a multiplexer for every bit of a word.
 */
public final class MemoryPages {
    /** In the name of a file with the contents of a page, before its number. */
    public static final String PAGE = ".page";

    /** Words of a block RAM of an ECP5 that is nine bits wide; a block that is narrower has no ninth bit. */
    private static final int LARGEST = 2048;

    private static final int SMALLEST = 512;

    private MemoryPages() {}

    /** Words of each page, the largest first; a single one for a memory that stays whole. */
    public static List<Integer> of(int words) {
        List<Integer> pages = new ArrayList<>();
        int left = words;
        while (left > LARGEST) {
            pages.add(LARGEST);
            left -= LARGEST;
        }
        int half = LARGEST / 2;
        if (left > half && left <= half + SMALLEST) {
            pages.add(half);
            left -= half;
        }
        pages.add(left);
        return pages;
    }

    /** Name of the file with the contents of a page; that of the first one is the file of the whole memory. */
    public static String file(String file, int page) {
        return page == 0 ? file : file + PAGE + page;
    }
}
