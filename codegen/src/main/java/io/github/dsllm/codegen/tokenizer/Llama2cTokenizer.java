package io.github.dsllm.codegen.tokenizer;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The {@code tokenizer.bin} of llama2.c: int32 greatest length, then per token float32 score, int32 length, bytes. Tokens 0..2 are unknown, begin and end,
 * 3..258 the raw bytes.
 * It encodes as {@code run.c} ({@link ScoredPieces}).
 */
final class Llama2cTokenizer {
    private static final long LIMIT = 64 << 20;
    private static final int BOS = 1;
    private static final int FIRST_BYTE = 3;

    private Llama2cTokenizer() {}

    static Tokenizer read(Path file) {
        ByteBuffer in;
        try {
            if (Files.size(file) > LIMIT) {
                throw new UserError(
                        file + " is longer than " + LIMIT + " bytes; perhaps it is a model and not a tokenizer.");
            }
            in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new UserError(file + " cannot be read: " + e.getMessage(), e);
        }
        if (in.remaining() < Integer.BYTES) {
            throw damaged(file, "it has only " + in.remaining() + " bytes");
        }
        int longest = in.getInt();
        List<byte[]> pieces = new ArrayList<>();
        List<Float> scores = new ArrayList<>();
        while (in.hasRemaining()) {
            String where = "token " + pieces.size();
            if (in.remaining() < 2 * Integer.BYTES) {
                throw damaged(file, where + " is cut short");
            }
            float score = in.getFloat();
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw damaged(file, where + " has " + length + " bytes of " + in.remaining() + " that are left");
            }
            if (length > longest) {
                throw damaged(file, where + " has " + length + " bytes, but the longest is said to have " + longest);
            }
            if (Float.isNaN(score)) {
                throw damaged(file, where + " has no score");
            }
            byte[] piece = new byte[length];
            in.get(piece);
            pieces.add(piece);
            scores.add(score);
        }
        if (pieces.size() <= FIRST_BYTE) {
            throw damaged(file, "it has only " + pieces.size() + " tokens");
        }
        float[] scoreArray = new float[scores.size()];
        for (int i = 0; i < scoreArray.length; i++) {
            scoreArray[i] = scores.get(i);
        }
        return new ScoredPieces(pieces.toArray(byte[][]::new), scoreArray, id -> true, BOS, true, true);
    }

    private static UserError damaged(Path file, String why) {
        return new UserError(file + " is not a llama2.c tokenizer: " + why
                + "; perhaps the download was cut short or it is another file.");
    }
}
