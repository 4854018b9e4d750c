package io.github.dsllm.codegen.chip;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * JSON or YAML as a tree of plain values that remembers the line of each, so that a problem can be shown where it stands. YAML anchors, aliases and
 * type tags are refused: no document of ours needs them, and hostile documents are made of them.
 */
final class LocatedDocument {
    private static final int MAXIMUM_DEPTH = 20;
    private static final int MAXIMUM_CHARACTERS = 1 << 20;

    private final String name;
    private final Map<String, Integer> lines = new HashMap<>();
    private final JsonNode root;

    private LocatedDocument(SpecKind kind, String name, JsonParser parser) throws IOException {
        this.name = name;
        if (parser.nextToken() == null) {
            throw new UserError(name + " is empty; perhaps you should " + kind.start());
        }
        this.root = value(parser, "");
        if (parser.nextToken() != null) {
            throw refused(parser, "a second document begins here, but a " + kind.label() + " is one document");
        }
    }

    /** Parses the text; the name appears in messages and decides between JSON (*.json) and YAML (*.yaml, *.yml). */
    static LocatedDocument parse(SpecKind kind, String name, String text) {
        if (text.length() > MAXIMUM_CHARACTERS) {
            throw new UserError(name + " has " + text.length() + " characters, a " + kind.label() + " at most "
                    + MAXIMUM_CHARACTERS + "; perhaps you should give -D" + kind.parameter() + " the " + kind.label()
                    + " and -Ddsllm.model the model");
        }
        try (JsonParser parser = factory(kind, name).createParser(text)) {
            return new LocatedDocument(kind, name, parser);
        } catch (JsonProcessingException malformed) {
            JsonLocation location = malformed.getLocation();
            throw new UserError(name + (location == null ? "" : ", line " + location.getLineNr()) + ": not readable: "
                    + malformed
                            .getOriginalMessage()
                            .lines()
                            .limit(3)
                            .map(String::strip)
                            .reduce((a, b) -> a + " " + b)
                            .orElse(""));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    JsonNode root() {
        return root;
    }

    /** The line of the key (or of the value, in a list) at a JSON pointer; the nearest enclosing one if there is none. */
    int line(String pointer) {
        Integer line = lines.get(pointer);
        return line != null ? line : pointer.isEmpty() ? 1 : line(pointer.substring(0, pointer.lastIndexOf('/')));
    }

    private static JsonFactory factory(SpecKind kind, String name) {
        StreamReadConstraints constraints = StreamReadConstraints.builder()
                .maxNestingDepth(MAXIMUM_DEPTH)
                .maxDocumentLength(MAXIMUM_CHARACTERS)
                .build();
        if (name.endsWith(".json")) {
            return JsonFactory.builder().streamReadConstraints(constraints).build();
        }
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            LoaderOptions options = new LoaderOptions();
            options.setCodePointLimit(MAXIMUM_CHARACTERS);
            options.setNestingDepthLimit(MAXIMUM_DEPTH);
            options.setMaxAliasesForCollections(0);
            return YAMLFactory.builder()
                    .loaderOptions(options)
                    .streamReadConstraints(constraints)
                    .build();
        }
        throw new UserError(name + " is neither *.yaml nor *.json; perhaps you should rename the " + kind.label());
    }

    private JsonNode value(JsonParser parser, String pointer) throws IOException {
        lines.putIfAbsent(pointer, parser.currentTokenLocation().getLineNr());
        if (parser.getObjectId() != null || parser.getTypeId() != null || isAlias(parser)) {
            throw refused(
                    parser,
                    "YAML anchors, aliases and type tags are not accepted; perhaps you should write the value out");
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, pointer);
            case START_ARRAY -> array(parser, pointer);
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? nodes.numberNode(parser.getBigIntegerValue())
                        : nodes.numberNode(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> nodes.numberNode(parser.getDoubleValue());
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            case VALUE_NULL -> nodes.nullNode();
            default -> nodes.textNode(parser.getText());
        };
    }

    private ObjectNode object(JsonParser parser, String pointer) throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            String inner = pointer + "/" + key.replace("~", "~0").replace("/", "~1");
            if (object.has(key)) {
                throw refused(parser, "the key " + key + " stands twice, first in line " + line(inner));
            }
            lines.put(inner, parser.currentTokenLocation().getLineNr());
            parser.nextToken();
            object.set(key, value(parser, inner));
        }
        return object;
    }

    private ArrayNode array(JsonParser parser, String pointer) throws IOException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, pointer + "/" + array.size()));
        }
        return array;
    }

    private static boolean isAlias(JsonParser parser) {
        return parser instanceof YAMLParser yaml && yaml.isCurrentAlias();
    }

    private UserError refused(JsonParser parser, String problem) {
        return new UserError(name + ", line " + parser.currentTokenLocation().getLineNr() + ": " + problem);
    }
}
