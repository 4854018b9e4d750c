package io.github.dsllm.codegen.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads JSON that strangers wrote: bounded size and depth, no key twice, nothing behind the end. */
public final class JsonFile {
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(64).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonFile() {}

    /**
     * Reads a file whose top is a JSON object.
     *
     * @param limit greatest length in bytes
     * @throws UserError when the file is missing, too long, or not a JSON object
     */
    public static JsonNode readObject(Path file, long limit) {
        try {
            long size = Files.size(file);
            if (size > limit) {
                throw new UserError(file + " has " + size + " bytes, more than the " + limit
                        + " that a file of its kind may have; perhaps it is another file.");
            }
            return parseObject(file.toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UserError(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Parses bytes whose top is a JSON object; {@code where} begins the message. */
    public static JsonNode parseObject(String where, byte[] json) {
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        } catch (IOException e) {
            String reason = e instanceof com.fasterxml.jackson.core.JsonProcessingException j
                    ? j.getOriginalMessage()
                    : e.getMessage();
            throw new UserError(where + " is not valid JSON: " + reason + "; perhaps the file is damaged.", e);
        }
        if (!node.isObject()) {
            throw new UserError(where + " is not a JSON object; perhaps it is another file.");
        }
        return node;
    }
}
