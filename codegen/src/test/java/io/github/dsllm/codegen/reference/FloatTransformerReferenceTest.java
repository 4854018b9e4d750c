package io.github.dsllm.codegen.reference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.model.Models;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The float path against the logits and transcripts of llama2.c. */
@Tag("reference")
class FloatTransformerReferenceTest {
    private final FloatTransformer transformer =
            new FloatTransformer(Models.open(Shared.file("models/llama2c-stories260K/stories260K.bin")));

    @Test
    void logitsOfTheFirstPromptAreThoseOfLlama2c() throws IOException {
        assertThat(greatestDifference(transformer)).isLessThanOrEqualTo(1e-3);
    }

    @Test
    void oneChangedWeightIsSeenInTheLogits(@TempDir Path folder) throws IOException {
        byte[] model = Files.readAllBytes(Shared.file("models/llama2c-stories260K/stories260K.bin"));
        int weightOfTheFirstQuery = 28 + 4 * (512 * 64 + 5 * 64);
        model[weightOfTheFirstQuery + 3] ^= (byte) 0x80;
        Path changed = Files.write(folder.resolve("changed.bin"), model);

        assertThat(greatestDifference(new FloatTransformer(Models.open(changed))))
                .isGreaterThan(1e-3);
    }

    private static double greatestDifference(FloatTransformer transformer) throws IOException {
        FloatBuffer expected = ByteBuffer.wrap(Files.readAllBytes(Shared.file("reference/stories260K.p1.logits.f32")))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        int[] transcript = ints(transcripts().get(0).get("ids"));
        double difference = 0;
        int token = 1;
        for (int position = 0; position < 200; position++) {
            float[] logits = transformer.forward(token, position);
            for (int i = 0; i < logits.length; i++) {
                difference = Math.max(difference, Math.abs(logits[i] - expected.get(position * logits.length + i)));
            }
            token = transcript[position];
        }
        return difference;
    }

    @Test
    void greedyTranscriptsAreThoseOfLlama2c() throws IOException {
        for (JsonNode transcript : transcripts()) {
            int[] tokens = new Generator(transformer)
                    .generate(ints(transcript.get("prompt_ids")), 200, TokenChooser.greedy(), token -> {});

            assertThat(tokens).as(transcript.get("prompt").asText()).isEqualTo(ints(transcript.get("ids")));
        }
    }

    private static List<JsonNode> transcripts() throws IOException {
        List<JsonNode> transcripts = new ArrayList<>();
        for (String line : Files.readAllLines(Shared.file("reference/stories260K.greedy.jsonl"))) {
            transcripts.add(new ObjectMapper().readTree(line));
        }
        assertThat(transcripts).isNotEmpty();
        return transcripts;
    }

    private static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).intValue();
        }
        return values;
    }
}
