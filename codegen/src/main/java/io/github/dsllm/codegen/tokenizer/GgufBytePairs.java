package io.github.dsllm.codegen.tokenizer;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.GgufFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tokenizer of the kind {@code gpt2} within a GGUF file, read as the {@code tokenizer.json} that says the same: tokens and merges as they stand there, the pattern of words
 * by its name in {@code tokenizer.ggml.pre}. With Llama 3's pattern a word that is a token stays whole, and texts begin with the begin-of-text token unless the file says otherwise, as in llama.cpp.
 */
final class GgufBytePairs {
    private static final Map<String, WordPattern> PATTERNS = new TreeMap<>(Map.of(
            "gpt-2", WordPattern.GPT2,
            "phi-2", WordPattern.GPT2,
            "llama3", WordPattern.LLAMA3,
            "llama-v3", WordPattern.LLAMA3,
            "llama-bpe", WordPattern.LLAMA3,
            "qwen2", WordPattern.QWEN2));
    private static final long CONTROL = 3;

    private GgufBytePairs() {}

    static Tokenizer read(GgufFile gguf) {
        String name = gguf.text("tokenizer.ggml.pre").orElse("none");
        WordPattern pattern = PATTERNS.get(name);
        if (pattern == null) {
            throw new UserError("The tokenizer within " + gguf.file() + " cuts words by the pattern " + name
                    + ", which is not supported (known are " + String.join(", ", PATTERNS.keySet())
                    + "); perhaps you should name the model's tokenizer.json (parameter dsllm.tokenizer).");
        }
        ObjectNode json = new ObjectMapper().createObjectNode();
        if (pattern == WordPattern.QWEN2) {
            json.putObject("normalizer").put("type", "NFC");
        }
        ArrayNode steps =
                json.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        steps.addObject()
                .put("type", "Split")
                .put("behavior", "Isolated")
                .putObject("pattern")
                .put("Regex", pattern.expression());
        steps.addObject().put("type", "ByteLevel").put("use_regex", false).put("add_prefix_space", false);
        json.putObject("decoder").put("type", "ByteLevel");
        ObjectNode model =
                json.putObject("model").put("type", "BPE").put("ignore_merges", pattern == WordPattern.LLAMA3);
        List<?> tokens = tokens(gguf, json, model);
        ArrayNode merges = model.putArray("merges");
        gguf.array("tokenizer.ggml.merges").forEach(merge -> merges.add(String.valueOf(merge)));
        boolean begins = gguf.flag("tokenizer.ggml.add_bos_token").orElse(pattern == WordPattern.LLAMA3);
        gguf.number("tokenizer.ggml.bos_token_id")
                .filter(bos -> begins && bos.longValue() >= 0 && bos.longValue() < tokens.size())
                .ifPresent(bos -> begin(json, String.valueOf(tokens.get(bos.intValue())), bos.intValue()));
        return HuggingFaceTokenizer.of(json, gguf.file());
    }

    private static List<?> tokens(GgufFile gguf, ObjectNode json, ObjectNode model) {
        List<?> tokens = gguf.array("tokenizer.ggml.tokens");
        List<?> types = gguf.array("tokenizer.ggml.token_type");
        boolean isSound = !tokens.isEmpty() && (types.isEmpty() || types.size() == tokens.size());
        if (!isSound) {
            throw damaged(gguf.file(), types.size() + " types stand there for " + tokens.size() + " tokens");
        }
        ObjectNode vocabulary = model.putObject("vocab");
        ArrayNode added = json.putArray("added_tokens");
        for (int id = 0; id < tokens.size(); id++) {
            if (!(tokens.get(id) instanceof String token) || vocabulary.has(token)) {
                throw damaged(gguf.file(), "token " + id + " is no text, or stands there twice");
            }
            vocabulary.put(token, id);
            if (!types.isEmpty() && types.get(id) instanceof Number type && type.longValue() == CONTROL) {
                added.addObject().put("id", id).put("content", token).put("special", true);
            }
        }
        return tokens;
    }

    private static void begin(ObjectNode json, String token, int id) {
        ObjectNode template = json.putObject("post_processor").put("type", "TemplateProcessing");
        ArrayNode single = template.putArray("single");
        single.addObject().putObject("SpecialToken").put("id", token);
        single.addObject().putObject("Sequence").put("id", "A");
        template.putObject("special_tokens").putObject(token).putArray("ids").add(id);
    }

    private static UserError damaged(Path file, String why) {
        return new UserError("The tokenizer within " + file + " is damaged: " + why
                + "; perhaps you should name another one (parameter dsllm.tokenizer).");
    }
}
