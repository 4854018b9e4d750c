package io.github.dsllm.codegen.chip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.dsllm.codegen.Suggestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The published JSON Schema of a kind of document, and its verdicts in words that say what to do. */
final class SpecSchema {
    private final JsonNode source;
    private final Schema schema;

    SpecSchema(SpecKind kind) {
        try (InputStream stream = SpecSchema.class.getResourceAsStream(kind.schema())) {
            source = new ObjectMapper().readTree(stream);
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
        schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(withoutHints(source.deepCopy()));
    }

    /** The validator would warn of our own keywords, which only word the messages. */
    private static JsonNode withoutHints(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(List.of("x-form", "x-units"));
        }
        node.forEach(SpecSchema::withoutHints);
        return node;
    }

    JsonNode source() {
        return source;
    }

    void check(JsonNode document, SpecProblems problems) {
        for (Error error : schema.validate(document)) {
            String pointer = error.getInstanceLocation().toString();
            String at = pointer.equals("/") ? "" : pointer;
            switch (error.getKeyword()) {
                case "additionalProperties" -> problems.add(at + "/" + error.getProperty(), unknownKey(error));
                case "required" ->
                    problems.add(
                            at,
                            "the key " + error.getProperty() + " is missing" + example(declared(error.getProperty())));
                case "pattern" ->
                    problems.add(at, "\"" + error.getInstanceNode().asText() + "\" " + wrongForm(error));
                case "type" ->
                    problems.add(
                            at,
                            "is " + kind(error.getInstanceNode()) + ", but must be " + kinds(error.getSchemaNode())
                                    + example(parent(error)));
                case "enum" -> problems.add(at, wrongChoice(error));
                default -> problems.add(at, error.getMessage().replaceFirst("^[^:]*: ", "") + example(parent(error)));
            }
        }
    }

    private String unknownKey(Error error) {
        List<String> known = new ArrayList<>();
        parent(error).path("properties").fieldNames().forEachRemaining(known::add);
        return "unknown key"
                + (Suggestion.nearest(error.getProperty(), known).isPresent()
                        ? Suggestion.question(error.getProperty(), known)
                        : "; known are " + String.join(", ", known));
    }

    private String wrongForm(Error error) {
        String text = error.getInstanceNode().asText();
        List<String> units = new ArrayList<>();
        parent(error).path("x-units").forEach(unit -> units.add(unit.asText()));
        String question = units.isEmpty()
                ? ""
                : Quantity.unit(text)
                        .map(unit -> Suggestion.question(unit, units))
                        .orElse("");
        return "is not " + parent(error).path("x-form").asText("of the right form") + question + example(parent(error));
    }

    private static String wrongChoice(Error error) {
        List<String> choices = new ArrayList<>();
        error.getSchemaNode().forEach(choice -> choices.add(choice.asText()));
        String text = error.getInstanceNode().asText();
        if (choices.contains(text)) {
            return "is the text " + text + "; perhaps you should write the number, without quotes";
        }
        return "is " + text + ", but must be one of " + String.join(", ", choices) + Suggestion.question(text, choices);
    }

    private JsonNode parent(Error error) {
        String fragment = error.getSchemaLocation().getFragment().toString();
        return source.at(fragment.substring(0, fragment.lastIndexOf('/')));
    }

    private JsonNode declared(String property) {
        JsonNode top = source.path("properties").path(property);
        return top.has("$ref") ? source.at(top.path("$ref").asText().substring(1)) : top;
    }

    private static String example(JsonNode declaration) {
        JsonNode examples = declaration.path("examples");
        return examples.isEmpty() ? "" : "; perhaps you should write it like " + examples.get(0);
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> "a group of keys";
            case ARRAY -> "a list";
            case NULL -> "empty";
            case STRING -> "the text \"" + node.asText() + "\"";
            default -> node.asText();
        };
    }

    private static String kinds(JsonNode types) {
        List<String> names = new ArrayList<>();
        if (types.isArray()) {
            types.forEach(type -> names.add(kind(type.asText())));
        } else {
            names.add(kind(types.asText()));
        }
        return String.join(" or ", names);
    }

    private static String kind(String type) {
        return switch (type) {
            case "object" -> "a group of keys";
            case "string" -> "a text";
            case "integer" -> "a whole number";
            case "array" -> "a list";
            default -> "a " + type;
        };
    }
}
