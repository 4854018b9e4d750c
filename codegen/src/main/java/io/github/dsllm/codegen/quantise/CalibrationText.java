package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.text.Stories;
import io.github.dsllm.codegen.text.TextFile;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Makes a calibration set of a text file: stories between {@code <|endoftext|>} lines, or paragraphs where there are none. */
public final class CalibrationText {
    private static final int READ_LIMIT = 4 << 20;

    private final Tokenizer tokenizer;
    private final ModelShape shape;

    public CalibrationText(Tokenizer tokenizer, ModelShape shape) {
        this.tokenizer = tokenizer;
        this.shape = shape;
    }

    /**
     * Reads the first stories of a UTF-8 file (of its first 4 MiB), each cut at the model's context.
     *
     * @throws UserError if the file cannot be read, is not UTF-8 or has no text
     */
    public CalibrationSet read(Path file, int stories) {
        return of(TextFile.readBeginning(file, READ_LIMIT), String.valueOf(file.getFileName()), stories);
    }

    /**
     * The first stories of a text.
     *
     * @param name where the text comes from
     */
    public CalibrationSet of(String text, String name, int stories) {
        List<int[]> sequences = Stories.of(text).texts().stream()
                .limit(stories)
                .map(this::tokens)
                .toList();
        return new CalibrationSet(
                sequences, sequences.size() + (sequences.size() == 1 ? " story of " : " stories of ") + name);
    }

    private int[] tokens(String story) {
        int[] tokens = tokenizer.encode(story, true);
        boolean begins = tokens.length > 0 && tokens[0] == shape.bosToken();
        IntStream begin = begins ? IntStream.empty() : IntStream.of(shape.bosToken());
        return IntStream.concat(begin, IntStream.of(tokens))
                .limit(shape.context())
                .toArray();
    }
}
