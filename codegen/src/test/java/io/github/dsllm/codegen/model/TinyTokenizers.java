package io.github.dsllm.codegen.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Tokenizers of any size for tests, the same in every format: 0 unknown, 1 begin, 2 end, then (with 262 tokens or more) the 256 raw bytes, then space,
 * letters, and pairs of letters, then pieces that no text holds.
 */
public final class TinyTokenizers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TinyTokenizers() {}

    /** The pieces of the vocabulary in order of their ids; a space is a space. */
    static List<String> pieces(int vocabulary) {
        List<String> pieces = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        if (vocabulary >= 262) {
            for (int b = 0; b < 256; b++) {
                pieces.add(String.format("<0x%02X>", b));
            }
        }
        pieces.add(" ");
        for (char c = 'a'; c <= 'z'; c++) {
            pieces.add(String.valueOf(c));
        }
        for (char a = 'a'; a <= 'z'; a++) {
            for (char b = 'a'; b <= 'z'; b++) {
                pieces.add("" + a + b);
            }
        }
        for (int i = pieces.size(); i < vocabulary; i++) {
            pieces.add("<extra" + i + ">");
        }
        return pieces.subList(0, vocabulary);
    }

    static byte[] llama2c(int vocabulary) {
        LittleEndian out = new LittleEndian();
        out.ints(16);
        List<String> pieces = pieces(vocabulary);
        for (int id = 0; id < vocabulary; id++) {
            byte[] bytes = pieces.get(id).getBytes(StandardCharsets.UTF_8);
            out.floats(new float[] {-id});
            out.ints(bytes.length);
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    /** A {@code tokenizer.json} in the manner of Llama 2 with the same pieces. */
    public static ObjectNode huggingFace(int vocabulary) {
        List<String> pieces = pieces(vocabulary);
        ObjectNode json = JSON.createObjectNode().put("version", "1.0");
        addSpecialTokens(json, pieces);
        addNormaliser(json);
        json.putNull("pre_tokenizer");
        addTemplate(json);
        addDecoder(json);
        addPairs(json, pieces);
        return json;
    }

    private static void addSpecialTokens(ObjectNode json, List<String> pieces) {
        for (int id = 0; id < 3; id++) {
            json.withArrayProperty("added_tokens")
                    .addObject()
                    .put("id", id)
                    .put("content", pieces.get(id))
                    .put("special", true)
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false);
        }
    }

    private static void addNormaliser(ObjectNode json) {
        ObjectNode normalizer = json.putObject("normalizer").put("type", "Sequence");
        normalizer.putArray("normalizers").addObject().put("type", "Prepend").put("prepend", "▁");
        normalizer
                .withArrayProperty("normalizers")
                .addObject()
                .put("type", "Replace")
                .put("content", "▁")
                .putObject("pattern")
                .put("String", " ");
    }

    private static void addTemplate(ObjectNode json) {
        ObjectNode template = json.putObject("post_processor").put("type", "TemplateProcessing");
        template.putArray("single")
                .addObject()
                .putObject("SpecialToken")
                .put("id", "<s>")
                .put("type_id", 0);
        template.withArrayProperty("single")
                .addObject()
                .putObject("Sequence")
                .put("id", "A")
                .put("type_id", 0);
        template.putObject("special_tokens")
                .putObject("<s>")
                .put("id", "<s>")
                .putArray("ids")
                .add(1);
    }

    private static void addDecoder(ObjectNode json) {
        ObjectNode decoder = json.putObject("decoder").put("type", "Sequence");
        decoder.putArray("decoders")
                .addObject()
                .put("type", "Replace")
                .put("content", " ")
                .putObject("pattern")
                .put("String", "▁");
        decoder.withArrayProperty("decoders").addObject().put("type", "ByteFallback");
        decoder.withArrayProperty("decoders").addObject().put("type", "Fuse");
        decoder.withArrayProperty("decoders")
                .addObject()
                .put("type", "Strip")
                .put("content", " ")
                .put("start", 1)
                .put("stop", 0);
    }

    private static void addPairs(ObjectNode json, List<String> pieces) {
        ObjectNode model = json.putObject("model")
                .put("type", "BPE")
                .put("unk_token", "<unk>")
                .put("fuse_unk", true)
                .put("byte_fallback", true);
        ObjectNode vocab = model.putObject("vocab");
        model.putArray("merges");
        for (int id = 0; id < pieces.size(); id++) {
            String piece = pieces.get(id).replace(' ', '▁');
            vocab.put(piece, id);
            if (piece.length() == 2) {
                model.withArrayProperty("merges").add(piece.charAt(0) + " " + piece.charAt(1));
            }
        }
    }
}
