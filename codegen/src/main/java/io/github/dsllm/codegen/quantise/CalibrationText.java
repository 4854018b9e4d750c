package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Makes a calibration set of a text file: stories between {@code <|endoftext|>} lines, or paragraphs where there are none. */
public final class CalibrationText {
    private static final String SEPARATOR = "<|endoftext|>";
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
        String name = String.valueOf(file.getFileName());
        try (InputStream in = Files.newInputStream(file)) {
            return of(decode(in.readNBytes(READ_LIMIT), name), name, stories);
        } catch (IOException e) {
            throw new UserError(
                    "The text " + name + " cannot be read (" + e.getClass().getSimpleName()
                            + "); perhaps you should check the path.",
                    e);
        }
    }

    /** A character that the limit cuts in two is left out; any other malformed one is refused. */
    private static String decode(byte[] bytes, String name) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        boolean whole = bytes.length < READ_LIMIT;
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, whole);
        if (result.isError()) {
            throw new UserError("The text " + name + " is not UTF-8 (at byte " + in.position()
                    + "); perhaps it is another file, or you should convert it with iconv.");
        }
        return out.flip().toString();
    }

    /**
     * The first stories of a text.
     *
     * @param name where the text comes from
     */
    public CalibrationSet of(String text, String name, int stories) {
        String between = text.contains(SEPARATOR) ? "<\\|endoftext\\|>" : "\\R\\s*\\R";
        List<int[]> sequences = Arrays.stream(text.split(between))
                .map(String::strip)
                .filter(story -> !story.isEmpty())
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
