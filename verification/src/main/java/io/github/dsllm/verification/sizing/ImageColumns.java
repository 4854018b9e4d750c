package io.github.dsllm.verification.sizing;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.MemoryFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which bits of the words of an image are the same in all words. */
final class ImageColumns {
    private static final int HEXADECIMAL = 16;

    private ImageColumns() {}

    /**
     * How many bits of a word differ between words, by memory.
     *
     * @param image folder of the memory files of a core with one tile
     * @throws UserError if a file is no memory file
     */
    static SortedMap<MemoryFormat, Integer> of(Path image, CoreParameters core) throws IOException {
        SortedMap<MemoryFormat, Integer> columns = new TreeMap<>();
        for (MemoryFormat format : MemoryFormat.within()) {
            if (format.words(core) > 0) {
                columns.put(format, differing(image.resolve(format.file(0))));
            }
        }
        return columns;
    }

    private static int differing(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            BigInteger any = BigInteger.ZERO;
            BigInteger all = null;
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                BigInteger word = new BigInteger(line, HEXADECIMAL);
                any = any.or(word);
                all = all == null ? word : all.and(word);
            }
            return all == null ? 0 : any.andNot(all).bitCount();
        } catch (NumberFormatException damaged) {
            throw new UserError(
                    file + " is no memory file; perhaps it is damaged and you should generate the image again",
                    damaged);
        }
    }
}
