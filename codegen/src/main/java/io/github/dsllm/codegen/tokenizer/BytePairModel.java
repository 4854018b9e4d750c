package io.github.dsllm.codegen.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dsllm.codegen.UserError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The byte-pair model of a {@code tokenizer.json}: pieces, merges by rank, and what happens to characters without a piece. */
final class BytePairModel {
    private static final int LARGEST = 1 << 24;

    private final Map<String, Integer> ids;
    private final Map<Long, PairMerging.Merge> merges;
    private final String[] pieces;
    private final Set<Integer> controlTokens;
    private final @Nullable Integer unknown;
    private final boolean fuseUnknown;
    private final boolean byteFallback;
    private final boolean ignoreMerges;

    private BytePairModel(
            Map<String, Integer> ids,
            Map<Long, PairMerging.Merge> merges,
            String[] pieces,
            Set<Integer> controlTokens,
            JsonNode model) {
        this.ids = ids;
        this.merges = merges;
        this.pieces = pieces;
        this.controlTokens = controlTokens;
        this.unknown =
                model.hasNonNull("unk_token") ? ids.get(model.get("unk_token").asText()) : null;
        this.fuseUnknown = model.path("fuse_unk").asBoolean(false);
        this.byteFallback = model.path("byte_fallback").asBoolean(false);
        this.ignoreMerges = model.path("ignore_merges").asBoolean(false);
    }

    static BytePairModel read(JsonNode json, Unsupported unsupported) {
        JsonNode model = json.path("model");
        String type = model.path("type").asText(model.has("merges") ? "BPE" : "none");
        if (!type.equals("BPE")) {
            unsupported.add("model " + type);
        }
        for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            if (!model.path(affix).asText("").isEmpty() && !model.path(affix).isNull()) {
                unsupported.add(affix + " " + model.path(affix));
            }
        }
        if (model.path("dropout").asDouble(0) != 0) {
            unsupported.add("dropout " + model.path("dropout"));
        }
        Map<String, Integer> ids = new HashMap<>();
        model.path("vocab")
                .properties()
                .forEach(piece -> ids.put(piece.getKey(), id(piece.getKey(), piece.getValue(), unsupported)));
        Map<Long, PairMerging.Merge> merges = merges(model.path("merges"), ids, unsupported);
        Map<String, Integer> all = new HashMap<>(ids);
        Set<Integer> controlTokens = new HashSet<>();
        for (JsonNode token : json.path("added_tokens")) {
            int id = id(token.path("content").asText(), token.path("id"), unsupported);
            all.put(token.path("content").asText(), id);
            if (token.path("special").asBoolean(false)) {
                controlTokens.add(id);
            }
        }
        return new BytePairModel(ids, merges, pieces(all, unsupported), controlTokens, model);
    }

    private static int id(String piece, JsonNode id, Unsupported unsupported) {
        if (!id.isInt() || id.intValue() < 0 || id.intValue() >= LARGEST) {
            unsupported.add("\"" + piece + "\" with the id " + id);
            return 0;
        }
        return id.intValue();
    }

    private static String[] pieces(Map<String, Integer> all, Unsupported unsupported) {
        String[] pieces = new String
                [all.values().stream().mapToInt(Integer::intValue).max().orElse(-1) + 1];
        Arrays.fill(pieces, "");
        all.forEach((piece, id) -> {
            if (!pieces[id].isEmpty()) {
                unsupported.add("the id " + id + " for several tokens");
            }
            pieces[id] = piece;
        });
        return pieces;
    }

    private static Map<Long, PairMerging.Merge> merges(
            JsonNode json, Map<String, Integer> ids, Unsupported unsupported) {
        Map<Long, PairMerging.Merge> merges = new HashMap<>();
        int rank = 0;
        for (JsonNode merge : json) {
            String[] pair = merge.isArray() && merge.size() == 2
                    ? new String[] {merge.get(0).asText(), merge.get(1).asText()}
                    : merge.asText().split(" ", 2);
            Integer left = ids.get(pair[0]);
            Integer right = pair.length == 2 ? ids.get(pair[1]) : null;
            Integer merged = pair.length == 2 ? ids.get(pair[0] + pair[1]) : null;
            if (left == null || right == null || merged == null) {
                unsupported.add("the merge " + merge + " of tokens that are not in the vocabulary");
            } else {
                merges.putIfAbsent(pair(left, right), new PairMerging.Merge(merged, rank));
            }
            rank++;
        }
        return merges;
    }

    private static long pair(int left, int right) {
        return (long) left << Integer.SIZE | right;
    }

    int size() {
        return pieces.length;
    }

    String piece(int token) {
        return pieces[token];
    }

    /** Whether the token steers the model and is not shown: begin, end, unknown. */
    boolean isControl(int token) {
        return controlTokens.contains(token);
    }

    int[] encode(String text) {
        Integer whole = ignoreMerges ? ids.get(text) : null;
        if (whole != null) {
            return new int[] {whole};
        }
        int[] symbols = new int[4 * text.length()];
        int count = 0;
        boolean afterUnknown = false;
        for (int i = 0; i < text.length(); ) {
            String character = Character.toString(text.codePointAt(i));
            i += character.length();
            Integer id = ids.get(character);
            int[] bytes = id == null && byteFallback ? bytes(character) : null;
            if (id != null) {
                symbols[count++] = id;
            } else if (bytes != null) {
                System.arraycopy(bytes, 0, symbols, count, bytes.length);
                count += bytes.length;
            } else if (!(afterUnknown && fuseUnknown)) {
                symbols[count++] = unknown(character);
            }
            afterUnknown = id == null && bytes == null;
        }
        return PairMerging.merge(Arrays.copyOf(symbols, count), (left, right) -> merges.get(pair(left, right)));
    }

    private int unknown(String character) {
        Integer id = unknown;
        if (id == null) {
            throw new UserError("The tokenizer has no token for \"" + character
                    + "\"; perhaps you should leave that character out.");
        }
        return id;
    }

    private int @Nullable [] bytes(String character) {
        byte[] utf8 = character.getBytes(StandardCharsets.UTF_8);
        int[] tokens = new int[utf8.length];
        for (int i = 0; i < utf8.length; i++) {
            Integer id = ids.get(String.format("<0x%02X>", utf8[i]));
            if (id == null) {
                return null;
            }
            tokens[i] = id;
        }
        return tokens;
    }
}
