package io.github.dsllm.codegen.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.model.Models;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tokenizers against files and vectors of their original programs. */
@Tag("reference")
class TokenizerReferenceTest {
    private static final int VECTORS = 47;
    private static final int LAST_BYTE_PIECE = 258;

    @Test
    void promptsAndTranscriptsOfLlama2cAreReproducedAsTokensAndText() throws IOException {
        Tokenizer tokenizer = TokenizerLoader.read(Shared.file("models/llama2c-stories260K/tok512.bin"));
        String[] texts = Files.readString(Shared.file("reference/stories260K.greedy.txt"))
                .split("=== prompt: .*\n");
        List<String> lines = Files.readAllLines(Shared.file("reference/stories260K.greedy.jsonl"));

        for (int i = 0; i < lines.size(); i++) {
            JsonNode transcript = new ObjectMapper().readTree(lines.get(i));

            int[] prompt = tokenizer.encode(transcript.get("prompt").asText(), true);
            StreamingDecoder decoder = new StreamingDecoder(tokenizer);
            StringBuilder text = new StringBuilder(decoder.next(1));
            text.setLength(0);
            transcript.get("ids").forEach(id -> text.append(decoder.next(id.intValue())));

            assertThat(prompt).isEqualTo(ints(transcript.get("prompt_ids")));
            assertThat(text.toString()).isEqualTo(texts[i + 1].stripTrailing());
        }
    }

    @Test
    void vectorsOfLlamaCppAreReproducedWithTheTokenizerOfLlama2() throws IOException {
        Path file = Shared.file("tokenizers/llama2-tokenizer/tokenizer.bin");

        assertThat(differences(TokenizerLoader.read(file))).isEmpty();
        assertThat(outputs()).hasSizeGreaterThanOrEqualTo(VECTORS);
    }

    @Test
    void vectorsOfLlamaCppAreReproducedWithTheTokenizerWithinAGgufFile() throws IOException {
        Path file = Shared.file("models/gguf-tiny-random/llama-2-tiny-random.gguf");

        assertThat(differences(TokenizerLoader.read(file))).isEmpty();
        assertThat(Models.open(file).shape().vocabulary())
                .isEqualTo(TokenizerLoader.read(file).vocabularySize());
    }

    @Test
    void vectorsOfLlamaCppAreReproducedWithTheTokenizerOfGpt2() throws IOException {
        Tokenizer tokenizer = TokenizerLoader.read(Shared.file("tokenizers/gpt2-vocab/encoder.json"));

        assertThat(differences(tokenizer, "gpt-2")).isEmpty();
        assertThat(differences(tokenizer, "llama-spm")).isNotEmpty();
        for (String text : inputs("gpt-2")) {
            assertThat(tokenizer.decode(tokenizer.encode(text, true))).isEqualTo(text);
        }
    }

    @Test
    void bothFilesOfAGpt2TokenizerGiveTheSameTokens() throws IOException {
        Tokenizer whole = TokenizerLoader.read(Shared.file("models/hf-tiny-random-gpt2/tokenizer.json"));
        Tokenizer parts = TokenizerLoader.read(Shared.file("models/hf-tiny-random-gpt2/vocab.json"));

        for (String text : inputs("gpt-2")) {
            if (text.chars().allMatch(character -> character >= 32 && character < 127)) {
                assertThat(parts.encode(text, true)).isEqualTo(whole.encode(text, true));
                assertThat(whole.decode(whole.encode(text, true))).isEqualTo(text);
            }
        }
    }

    @Test
    void aWorseScoreOfOnePieceIsSeenInTheVectors(@TempDir Path folder) throws IOException {
        byte[] tokenizer = Files.readAllBytes(Shared.file("tokenizers/llama2-tokenizer/tokenizer.bin"));
        int merged = Arrays.stream(outputs())
                .flatMapToInt(TokenizerReferenceTest::ids)
                .filter(id -> id > LAST_BYTE_PIECE)
                .findFirst()
                .orElseThrow();

        Path damaged = Files.write(folder.resolve("tokenizer.bin"), withScore(tokenizer, merged, -1e9f));

        assertThat(differences(TokenizerLoader.read(damaged))).isNotEmpty();
    }

    private static List<String> differences(Tokenizer tokenizer) throws IOException {
        return differences(tokenizer, "llama-spm");
    }

    private static String[] inputs(String vectors) throws IOException {
        return Files.readString(Shared.file("tokenizers/tokenizer-vectors/" + vectors + ".gguf.inp"))
                .split("\n__ggml_vocab_test__\n", -1);
    }

    private static List<String> differences(Tokenizer tokenizer, String vectors) throws IOException {
        String[] inputs = inputs(vectors);
        String[] outputs = outputs(vectors);
        assertThat(inputs).hasSize(VECTORS);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < inputs.length; i++) {
            int[] expected = ids(outputs[i]).toArray();
            int[] actual = tokenizer.encode(inputs[i], false);
            if (!Arrays.equals(actual, expected)) {
                differences.add("\"" + inputs[i] + "\": " + Arrays.toString(actual) + " instead of "
                        + Arrays.toString(expected));
            }
        }
        return differences;
    }

    private static String[] outputs() throws IOException {
        return outputs("llama-spm");
    }

    private static String[] outputs(String vectors) throws IOException {
        return Files.readString(Shared.file("tokenizers/tokenizer-vectors/" + vectors + ".gguf.out"))
                .split("\n", -1);
    }

    private static IntStream ids(String line) {
        return Arrays.stream(line.strip().split(" "))
                .filter(id -> !id.isEmpty())
                .mapToInt(Integer::parseInt);
    }

    /** The file of llama2.c: the longest piece, then score, length and bytes of each piece. */
    private static byte[] withScore(byte[] tokenizer, int piece, float score) {
        ByteBuffer buffer = ByteBuffer.wrap(tokenizer.clone()).order(ByteOrder.LITTLE_ENDIAN);
        int offset = Integer.BYTES;
        for (int i = 0; i < piece; i++) {
            offset += Float.BYTES + Integer.BYTES + buffer.getInt(offset + Float.BYTES);
        }
        return buffer.putFloat(offset, score).array();
    }

    @Test
    void storiesSurviveEncodingAndDecodingInBothTokenizers() throws IOException {
        List<Tokenizer> tokenizers = List.of(
                TokenizerLoader.read(Shared.file("models/llama2c-stories260K/tok512.bin")),
                TokenizerLoader.read(Shared.file("models/hf-tinystories-656k/tokenizer.json")));
        String sample = Files.readString(Shared.file("datasets/tinystories-sample/tinystories_sample.txt"));
        List<String> stories = Arrays.stream(sample.split("<\\|endoftext\\|>"))
                .map(String::strip)
                .limit(20)
                .toList();

        for (Tokenizer tokenizer : tokenizers) {
            for (String story : stories) {
                assertThat(tokenizer.decode(tokenizer.encode(story, true))).isEqualTo(story);
            }
        }
    }

    private static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).intValue();
        }
        return values;
    }
}
