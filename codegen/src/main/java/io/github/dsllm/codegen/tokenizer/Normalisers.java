package io.github.dsllm.codegen.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Reads what a {@code tokenizer.json} does to a text before it is cut into tokens. */
final class Normalisers {
    private Normalisers() {}

    /** From a text to the words whose characters merge. */
    static Function<String, List<String>> words(JsonNode json, Unsupported unsupported) {
        UnaryOperator<String> normaliser = normaliser(json.path("normalizer"), unsupported);
        if (json.path("pre_tokenizer").path("type").asText().equals("ByteLevel")) {
            ByteLevel bytes = ByteLevel.read(json.path("pre_tokenizer"));
            return text -> bytes.words(normaliser.apply(text));
        }
        if (json.path("pre_tokenizer").path("type").asText().equals("Sequence")) {
            Optional<ByteLevel> bytes = ByteLevel.readSequence(json.path("pre_tokenizer"));
            if (bytes.isEmpty()) {
                unsupported.add("pre_tokenizer " + json.path("pre_tokenizer") + " (known are the patterns "
                        + WordPattern.names() + ", before the byte level)");
                return text -> List.of(text);
            }
            return text -> bytes.get().words(normaliser.apply(text));
        }
        UnaryOperator<String> preTokeniser = preTokeniser(json.path("pre_tokenizer"), unsupported);
        return text -> List.of(preTokeniser.apply(normaliser.apply(text)));
    }

    private static UnaryOperator<String> normaliser(JsonNode json, Unsupported unsupported) {
        if (json.isMissingNode() || json.isNull()) {
            return text -> text;
        }
        String type = json.path("type").asText();
        switch (type) {
            case "Sequence":
                UnaryOperator<String> all = text -> text;
                for (JsonNode part : json.path("normalizers")) {
                    UnaryOperator<String> before = all;
                    UnaryOperator<String> step = normaliser(part, unsupported);
                    all = text -> step.apply(before.apply(text));
                }
                return all;
            case "Prepend":
                String prefix = json.path("prepend").asText();
                return text -> text.isEmpty() ? text : prefix + text;
            case "Replace":
                return replacement(json, unsupported);
            case "NFC", "NFD", "NFKC", "NFKD":
                Normalizer.Form form = Normalizer.Form.valueOf(type);
                return text -> Normalizer.normalize(text, form);
            default:
                unsupported.add("normalizer " + type);
                return text -> text;
        }
    }

    /** Replaces one plain text by another; regular expressions are not supported. */
    static UnaryOperator<String> replacement(JsonNode json, Unsupported unsupported) {
        JsonNode pattern = json.path("pattern").path("String");
        if (!pattern.isTextual() || pattern.asText().isEmpty()) {
            unsupported.add("Replace with the pattern " + json.path("pattern"));
            return text -> text;
        }
        String content = json.path("content").asText();
        return text -> text.replace(pattern.asText(), content);
    }

    private static UnaryOperator<String> preTokeniser(JsonNode json, Unsupported unsupported) {
        if (json.isMissingNode() || json.isNull()) {
            return text -> text;
        }
        String type = json.path("type").asText();
        if (!type.equals("Metaspace") || json.path("split").asBoolean(true)) {
            unsupported.add("pre_tokenizer " + type + (type.equals("Metaspace") ? " with split" : ""));
            return text -> text;
        }
        String space = json.path("replacement").asText("▁");
        boolean prepend = !json.path("prepend_scheme").asText("always").equals("never");
        return text -> {
            String marked = text.replace(" ", space);
            return prepend && !marked.isEmpty() && !marked.startsWith(space) ? space + marked : marked;
        };
    }
}
