package io.github.dsllm.codegen.tokenizer;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The {@code tokenizer.bin} of llama2.c: int32 greatest length, then per token float32 score, int32 length, bytes. Tokens 0..2 are unknown, begin and end,
 * 3..258 the raw bytes.
 *
 * <p>Encodes as {@code run.c}: a space in front, one token per character or else per byte, then merges by best score, the leftmost first.
 */
final class Llama2cTokenizer implements Tokenizer {
    private static final long LIMIT = 64 << 20;
    private static final int BOS = 1;
    private static final int FIRST_BYTE = 3;
    private static final float WORST_SCORE = -1e10f;
    private static final PairMerging.Merge NO_MERGE = new PairMerging.Merge(-1, 0);

    private final byte[][] pieces; // raw bytes; "<0x0A>" for the byte tokens
    private final float[] scores;
    private final Map<String, Integer> ids = new HashMap<>(); // key: bytes as Latin-1

    private Llama2cTokenizer(byte[][] pieces, float[] scores) {
        this.pieces = pieces;
        this.scores = scores;
        for (int id = 0; id < pieces.length; id++) {
            ids.putIfAbsent(key(pieces[id]), id);
        }
    }

    static Llama2cTokenizer read(Path file) {
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
        return new Llama2cTokenizer(pieces.toArray(byte[][]::new), scoreArray);
    }

    private static UserError damaged(Path file, String why) {
        return new UserError(file + " is not a llama2.c tokenizer: " + why
                + "; perhaps the download was cut short or it is another file.");
    }

    @Override
    public int vocabularySize() {
        return pieces.length;
    }

    @Override
    public OptionalInt bosToken() {
        return OptionalInt.of(BOS);
    }

    @Override
    public int[] encode(String text, boolean begin) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int[] symbols = new int[utf8.length + 2];
        int count = 0;
        if (begin) {
            symbols[count++] = BOS;
        }
        Integer space = ids.get(" ");
        if (!text.isEmpty() && space != null) {
            symbols[count++] = space;
        }
        for (int from = 0; from < utf8.length; ) {
            int to = endOfCharacter(utf8, from);
            Integer id = ids.get(new String(utf8, from, to - from, StandardCharsets.ISO_8859_1));
            if (id != null) {
                symbols[count++] = id;
            } else {
                for (int i = from; i < to; i++) {
                    symbols[count++] = byteToken(utf8[i], text);
                }
            }
            from = to;
        }
        Map<Long, PairMerging.Merge> known = new HashMap<>();
        return PairMerging.merge(Arrays.copyOf(symbols, count), (left, right) -> merge(left, right, known));
    }

    private static int endOfCharacter(byte[] utf8, int from) {
        int to = from + 1;
        while (to < utf8.length && to - from < 4 && (utf8[to] & 0xc0) == 0x80) {
            to++;
        }
        return to;
    }

    private int byteToken(byte value, String text) {
        int id = FIRST_BYTE + (value & 0xff);
        if (id >= pieces.length || byteOf(pieces[id]) != (value & 0xff)) {
            throw new UserError(String.format(
                    "The tokenizer has no token for the byte 0x%02X in \"%s\"; perhaps you should leave that character out.",
                    value, text));
        }
        return id;
    }

    private PairMerging.@Nullable Merge merge(int left, int right, Map<Long, PairMerging.Merge> known) {
        long pair = (long) left << Integer.SIZE | right;
        PairMerging.Merge merge = known.get(pair);
        if (merge == null) {
            Integer id = ids.get(key(pieces[left]) + key(pieces[right]));
            merge = id == null || scores[id] <= WORST_SCORE ? NO_MERGE : new PairMerging.Merge(id, -scores[id]);
            known.put(pair, merge);
        }
        return merge.equals(NO_MERGE) ? null : merge;
    }

    @Override
    public byte[] decode(int previous, int token) {
        if (previous == START_OF_TEXT && token == BOS) {
            return new byte[0];
        }
        byte[] piece = pieces[token];
        boolean first = previous == BOS || previous == START_OF_TEXT;
        if (first && piece.length > 0 && piece[0] == ' ') {
            return Arrays.copyOfRange(piece, 1, piece.length);
        }
        int value = byteOf(piece);
        return value >= 0 ? new byte[] {(byte) value} : piece.clone();
    }

    /** The byte that a piece such as {@code <0x0A>} stands for, or -1. */
    private static int byteOf(byte[] piece) {
        if (piece.length != 6 || piece[0] != '<' || piece[1] != '0' || piece[2] != 'x' || piece[5] != '>') {
            return -1;
        }
        int high = Character.digit(piece[3], 16);
        int low = Character.digit(piece[4], 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static String key(byte[] piece) {
        return new String(piece, StandardCharsets.ISO_8859_1);
    }
}
