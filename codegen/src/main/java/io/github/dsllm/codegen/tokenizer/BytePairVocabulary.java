package io.github.dsllm.codegen.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dsllm.codegen.UserError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The tokens of a byte-pair tokenizer in the manner of Llama 2. In order of their ids: control tokens (unknown, begin, end, then others), the 256 bytes that
 * stand for characters without a token, characters, and the pieces that merges make. A space is written {@link #SPACE}, one is put in front of every text.
 *
 * @param controls names of control tokens, each within angle brackets
 * @param characters one code point each; {@link #SPACE} must be among them, since a decoder cannot put it together from bytes
 * @param merges in order of their rank, each of two tokens before it that together are not yet a token
 */
public record BytePairVocabulary(List<String> controls, List<String> characters, List<Merge> merges) {
    /** Stands for a space. */
    public static final char SPACE = '▁';

    /** Unknown, begin and end: the first three control tokens of every vocabulary, with the ids 0, 1 and 2. */
    public static final List<String> CONTROLS = List.of("<unk>", "<s>", "</s>");

    private static final int BYTES = 256;
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * Two tokens that become one.
     *
     * @param left id
     * @param right id
     */
    public record Merge(int left, int right) {}

    public BytePairVocabulary {
        controls = List.copyOf(controls);
        characters = List.copyOf(characters);
        merges = List.copyOf(merges);
        requireControls(controls);
        if (!characters.contains(String.valueOf(SPACE))) {
            throw new IllegalArgumentException("no token for a space");
        }
    }

    /**
     * Checks names of control tokens.
     *
     * @throws UserError if the first three are not {@link #CONTROLS}, if one is twice, not in angle brackets, without a letter, with a space, or
     *     the name of a byte
     */
    public static void requireControls(List<String> controls) {
        if (controls.size() < CONTROLS.size()
                || !controls.subList(0, CONTROLS.size()).equals(CONTROLS)) {
            throw new UserError("the control tokens " + controls + " do not begin with " + CONTROLS
                    + "; perhaps you should name yours after these");
        }
        Set<String> names = new HashSet<>();
        for (String name : controls) {
            boolean wellFormed = name.matches("<[^\\s▁]*\\p{L}[^\\s▁]*>") && !name.matches("<0x[0-9A-Fa-f]{2}>");
            if (!wellFormed || !names.add(name)) {
                throw new UserError("the control token " + name
                        + (wellFormed ? " is there twice" : " is no name in angle brackets, or that of a byte")
                        + "; perhaps you should call it like <sep>");
            }
        }
    }

    /** Tokens that are neither merged nor characters: control tokens and bytes. */
    public static int fixedTokens(List<String> controls) {
        return controls.size() + BYTES;
    }

    /** Number of tokens. */
    public int size() {
        return fixedTokens(controls) + characters.size() + merges.size();
    }

    /** All tokens in order of their ids. */
    public List<String> pieces() {
        List<String> pieces = new ArrayList<>(controls);
        for (int value = 0; value < BYTES; value++) {
            pieces.add(String.format("<0x%02X>", value));
        }
        pieces.addAll(characters);
        merges.forEach(merge -> pieces.add(pieces.get(merge.left()) + pieces.get(merge.right())));
        return pieces;
    }

    /** The {@code tokenizer.json} of Hugging Face; the same vocabulary gives the same text. */
    public String json() {
        ObjectNode json = MAPPER.createObjectNode().put("version", "1.0");
        json.putNull("truncation").putNull("padding");
        ArrayNode added = json.putArray("added_tokens");
        for (int id = 0; id < controls.size(); id++) {
            addControl(added.addObject(), id);
        }
        addNormaliser(json.putObject("normalizer"));
        json.putNull("pre_tokenizer");
        addTemplate(json.putObject("post_processor"));
        addDecoder(json.putObject("decoder"));
        addModel(json.putObject("model"));
        try {
            return MAPPER.writeValueAsString(json) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void addControl(ObjectNode token, int id) {
        token.put("id", id).put("content", controls.get(id));
        Stream.of("single_word", "lstrip", "rstrip", "normalized").forEach(flag -> token.put(flag, false));
        token.put("special", true);
    }

    private static void addNormaliser(ObjectNode normaliser) {
        ArrayNode steps = normaliser.put("type", "Sequence").putArray("normalizers");
        steps.addObject().put("type", "Prepend").put("prepend", String.valueOf(SPACE));
        addReplacement(steps.addObject(), " ", String.valueOf(SPACE));
    }

    private static void addReplacement(ObjectNode step, String from, String to) {
        step.put("type", "Replace").putObject("pattern").put("String", from);
        step.put("content", to);
    }

    private void addTemplate(ObjectNode processor) {
        String begin = controls.get(1);
        processor.put("type", "TemplateProcessing");
        ArrayNode single = processor.putArray("single");
        addPart(single, "SpecialToken", begin, 0);
        addPart(single, "Sequence", "A", 0);
        ArrayNode pair = processor.putArray("pair");
        addPart(pair, "SpecialToken", begin, 0);
        addPart(pair, "Sequence", "A", 0);
        addPart(pair, "SpecialToken", begin, 1);
        addPart(pair, "Sequence", "B", 1);
        ObjectNode special =
                processor.putObject("special_tokens").putObject(begin).put("id", begin);
        special.putArray("ids").add(1);
        special.putArray("tokens").add(begin);
    }

    private static void addPart(ArrayNode parts, String kind, String id, int type) {
        parts.addObject().putObject(kind).put("id", id).put("type_id", type);
    }

    private static void addDecoder(ObjectNode decoder) {
        ArrayNode steps = decoder.put("type", "Sequence").putArray("decoders");
        addReplacement(steps.addObject(), String.valueOf(SPACE), " ");
        steps.addObject().put("type", "ByteFallback");
        steps.addObject().put("type", "Fuse");
        steps.addObject()
                .put("type", "Strip")
                .put("content", " ")
                .put("start", 1)
                .put("stop", 0);
    }

    private void addModel(ObjectNode model) {
        model.put("type", "BPE").putNull("dropout").put("unk_token", controls.get(0));
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        model.put("fuse_unk", true).put("byte_fallback", true).put("ignore_merges", false);
        List<String> pieces = pieces();
        ObjectNode ids = model.putObject("vocab");
        for (int id = 0; id < pieces.size(); id++) {
            ids.put(pieces.get(id), id);
        }
        ArrayNode ranks = model.putArray("merges");
        merges.forEach(merge -> ranks.add(pieces.get(merge.left()) + " " + pieces.get(merge.right())));
    }
}
