package io.github.dsllm.codegen.tokenizer;

import io.github.dsllm.codegen.UserError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Pieces with scores, as SentencePiece makes them: a space in front, one token per character or else per byte, then merges by best score, the leftmost first.
 */
final class ScoredPieces implements Tokenizer {
    private static final float WORST_SCORE = -1e10f;
    private static final int BYTES = 256;
    private static final PairMerging.Merge NO_MERGE = new PairMerging.Merge(-1, 0);

    private final byte[][] pieces; // raw bytes; "<0x0A>" for the byte tokens
    private final float[] scores;
    private final int bos;
    private final boolean begins;
    private final boolean spaced;
    private final Map<String, Integer> ids = new HashMap<>(); // key: bytes as Latin-1
    private final int[] byteTokens = new int[BYTES];

    /**
     * Pieces in the order of their tokens.
     *
     * @param pieces bytes of each token; a byte token is spelt such as {@code <0x0A>}
     * @param scores of each token; greater ones merge first
     * @param isText whether a token may stand for text: control tokens may not
     * @param bos the token that begins a text
     * @param begins whether a text gets it when it is asked for
     * @param spaced whether a text gets a space in front
     */
    ScoredPieces(byte[][] pieces, float[] scores, IntPredicate isText, int bos, boolean begins, boolean spaced) {
        this.pieces = pieces;
        this.scores = scores;
        this.bos = bos;
        this.begins = begins;
        this.spaced = spaced;
        Arrays.fill(byteTokens, -1);
        for (int id = 0; id < pieces.length; id++) {
            if (isText.test(id)) {
                ids.putIfAbsent(key(pieces[id]), id);
            }
            int value = byteOf(pieces[id]);
            if (value >= 0 && byteTokens[value] < 0) {
                byteTokens[value] = id;
            }
        }
    }

    @Override
    public int vocabularySize() {
        return pieces.length;
    }

    @Override
    public OptionalInt bosToken() {
        return OptionalInt.of(bos);
    }

    @Override
    public int[] encode(String text, boolean begin) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int[] symbols = new int[utf8.length + 2];
        int count = 0;
        if (begin && begins) {
            symbols[count++] = bos;
        }
        Integer space = ids.get(" ");
        if (spaced && !text.isEmpty() && space != null) {
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
        int id = byteTokens[value & 0xff];
        if (id < 0) {
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
        if (previous == START_OF_TEXT && token == bos) {
            return new byte[0];
        }
        byte[] piece = pieces[token];
        boolean first = previous == bos || previous == START_OF_TEXT;
        if (spaced && first && piece.length > 0 && piece[0] == ' ') {
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
