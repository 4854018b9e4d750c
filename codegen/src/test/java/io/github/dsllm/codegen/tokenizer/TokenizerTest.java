package io.github.dsllm.codegen.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.model.TinyTokenizers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {
    private static final ModelShape WITH_BYTES = TinyModels.shape(16, 20, 1, 2, 1, 700, 24);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "abc",
                "once upon a time",
                "  two  spaces ",
                "Grüße",
                "🦙 and 🚀",
                "a\nb\tc",
                "<s>",
                "<0x41>",
                "日本語"
            })
    void everyTextSurvivesBothTokenizers(String text) {
        for (Tokenizer tokenizer : both()) {
            int[] tokens = tokenizer.encode(text, true);

            assertThat(tokens[0]).isEqualTo(1);
            assertThat(tokenizer.decode(tokens)).isEqualTo(text);
        }
    }

    @Test
    void bothTokenizersOfOneVocabularyGiveTheSameTokens() {
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(30), 0, 28)
                    .forEach(c -> text.append(c == 26 ? " " : c == 27 ? "é" : String.valueOf((char) ('a' + c))));

            List<Tokenizer> both = both();

            assertThat(both.get(1).encode(text.toString(), true))
                    .as(text.toString())
                    .isEqualTo(both.get(0).encode(text.toString(), true));
        }
    }

    @Test
    void mergesTheBestPairFirstAndTheLeftmostAmongEquals() {
        Tokenizer tokenizer = both().get(0);
        int aa = tokenizer.encode("aa", false)[1];

        int[] tokens = tokenizer.encode("aaa", false);

        assertThat(tokens).hasSize(3);
        assertThat(tokens[1]).isEqualTo(aa);
    }

    @Test
    void theQueueMergesAsTheQuadraticSearchDoes() {
        Random random = new Random(9);
        PairMerging.Rules rules = (left, right) ->
                (left * 7 + right * 3) % 5 < 2 ? new PairMerging.Merge((left + right) % 11, (left * right) % 4) : null;
        for (int i = 0; i < 500; i++) {
            int[] symbols = random.ints(random.nextInt(40), 0, 11).toArray();

            assertThat(PairMerging.merge(symbols, rules))
                    .as(Arrays.toString(symbols))
                    .isEqualTo(searched(symbols, rules));
        }
    }

    private static int[] searched(int[] symbols, PairMerging.Rules rules) {
        int[] tokens = symbols.clone();
        while (true) {
            int best = -1;
            PairMerging.Merge merge = null;
            for (int i = 0; i + 1 < tokens.length; i++) {
                PairMerging.Merge candidate = rules.merge(tokens[i], tokens[i + 1]);
                if (candidate != null && (merge == null || candidate.cost() < merge.cost())) {
                    best = i;
                    merge = candidate;
                }
            }
            if (merge == null) {
                return tokens;
            }
            int[] shorter = Arrays.copyOf(tokens, tokens.length - 1);
            System.arraycopy(tokens, best + 1, shorter, best, tokens.length - best - 1);
            shorter[best] = merge.token();
            tokens = shorter;
        }
    }

    @Test
    void charactersThatSeveralTokensShareAppearWhole() {
        for (Tokenizer tokenizer : both()) {
            StreamingDecoder decoder = new StreamingDecoder(tokenizer);
            int[] llama = tokenizer.encode("🦙", false);

            StringBuilder seen = new StringBuilder();
            for (int i = 0; i < llama.length - 1; i++) {
                seen.append(decoder.next(llama[i]));
            }

            assertThat(seen.toString()).doesNotContain("\uFFFD").isBlank();
            assertThat(decoder.next(llama[llama.length - 1])).isEqualTo("🦙");
            assertThat(decoder.end()).isEmpty();
        }
    }

    @Test
    void anUnfinishedCharacterEndsAsReplacement() {
        StreamingDecoder decoder = new StreamingDecoder(both().get(0));
        int[] llama = both().get(0).encode("🦙", false);

        decoder.next(llama[0]);
        decoder.next(llama[1]);

        assertThat(decoder.end()).isEqualTo("\uFFFD");
    }

    @Test
    void aSmallVocabularyRefusesWhatItCannotSay() {
        TinyModels.llama2c(folder, TinyModels.smallest(), 1);

        Tokenizer tokenizer = TokenizerLoader.read(folder.resolve("tokenizer.bin"));

        assertThat(tokenizer.decode(tokenizer.encode("abc", true))).isEqualTo("abc");
        assertThatThrownBy(() -> tokenizer.encode("é", true))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("0xC3");
    }

    @Test
    void disagreementWithTheModelNamesBothNumbers() {
        Path model = TinyModels.llama2c(folder, TinyModels.smallest(), 1);

        UserError error =
                catchThrowableOfType(UserError.class, () -> TokenizerLoader.forModel(model, null, WITH_BYTES));

        assertThat(error.getMessage()).contains("has 32 tokens", "vocabulary of 700", "perhaps");
    }

    @Test
    void theTokenizerOfAGraphStandsBesideItOrAboveItsFolder() throws IOException {
        Path above = Files.writeString(folder.resolve("tokenizer.json"), "{}");
        Path graphs = Files.createDirectories(folder.resolve("onnx"));
        Path other = Files.createDirectories(folder.resolve("other"));

        assertThat(TokenizerLoader.locate(graphs.resolve("model_q4.onnx"), null))
                .contains(above);
        assertThat(TokenizerLoader.locate(other.resolve("model_q4.onnx"), null)).isEmpty();
        Path beside = Files.writeString(graphs.resolve("tokenizer.json"), "{}");
        assertThat(TokenizerLoader.locate(graphs.resolve("model_q4.onnx"), null))
                .contains(beside);
    }

    @Test
    void findsTheTokenizerBesideTheModel() throws IOException {
        Path model = TinyModels.llama2c(folder, TinyModels.smallest(), 1);
        Path tokenizer = folder.resolve("tokenizer.bin");
        assertThat(TokenizerLoader.locate(model, null)).contains(tokenizer);

        Path renamed = Files.move(tokenizer, folder.resolve("tok32.bin"));
        assertThat(TokenizerLoader.locate(model, null)).contains(renamed);

        Path second = Files.copy(renamed, folder.resolve("tok33.bin"));
        assertThatThrownBy(() -> TokenizerLoader.locate(model, null))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("several");
        assertThat(TokenizerLoader.locate(model, second)).contains(second);

        Files.delete(renamed);
        Files.delete(second);
        assertThat(TokenizerLoader.find(model, null)).isEmpty();
        assertThatThrownBy(() -> TokenizerLoader.find(model, renamed))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no tokenizer");
    }

    @Test
    void refusesDamagedLlama2cTokenizers() throws IOException {
        TinyModels.llama2c(folder, WITH_BYTES, 1);
        Path file = folder.resolve("tokenizer.bin");
        byte[] sound = Files.readAllBytes(file);

        for (byte[] damaged : List.of(
                new byte[0],
                new byte[] {1, 2, 3},
                Arrays.copyOf(sound, sound.length - 1),
                Arrays.copyOf(sound, 12),
                withInt(sound, 8, -1),
                withInt(sound, 8, Integer.MAX_VALUE),
                withInt(sound, 4, Float.floatToRawIntBits(Float.NaN)),
                withInt(sound, 0, 2))) {
            Files.write(file, damaged);

            assertThatThrownBy(() -> TokenizerLoader.read(file))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("tokenizer.bin")
                    .hasMessageContaining("perhaps");
        }
    }

    private static byte[] withInt(byte[] bytes, int at, int value) {
        byte[] changed = bytes.clone();
        ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return changed;
    }

    @Test
    void listsEverythingUnsupportedOfATokenizerJsonAtOnce() throws IOException {
        ObjectNode json = TinyTokenizers.huggingFace(300);
        json.putObject("normalizer").put("type", "Lowercase");
        json.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        json.putObject("post_processor").put("type", "RobertaProcessing");
        json.putObject("decoder").put("type", "WordPiece");
        ((ObjectNode) json.get("model"))
                .put("continuing_subword_prefix", "##")
                .withArrayProperty("merges")
                .add("no such");
        Path file = Files.writeString(folder.resolve("tokenizer.json"), json.toString());

        UserError error = catchThrowableOfType(UserError.class, () -> TokenizerLoader.read(file));

        assertThat(error.getMessage())
                .contains(
                        "normalizer Lowercase",
                        "pre_tokenizer BertPreTokenizer",
                        "post_processor RobertaProcessing",
                        "decoder WordPiece",
                        "continuing_subword_prefix",
                        "no such");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"[] | not a JSON object", "{ | not valid JSON", "{} | model none"})
    void refusesDamagedTokenizerJson(String text, String complaint) throws IOException {
        Path file = Files.write(folder.resolve("tokenizer.json"), text.getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> TokenizerLoader.read(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void refusesIdsThatWouldExhaustTheMemory() throws IOException {
        ObjectNode json = TinyTokenizers.huggingFace(300);
        ((ObjectNode) json.get("model").get("vocab"))
                .put("huge", Integer.MAX_VALUE)
                .put("negative", -5);
        Path file = Files.writeString(folder.resolve("tokenizer.json"), json.toString());

        assertThatThrownBy(() -> TokenizerLoader.read(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("huge")
                .hasMessageContaining("negative");
    }

    private List<Tokenizer> both() {
        TinyModels.llama2c(folder, WITH_BYTES, 1);
        TinyModels.huggingFace(folder, WITH_BYTES, 1);
        return List.of(
                TokenizerLoader.read(folder.resolve("tokenizer.bin")),
                TokenizerLoader.read(folder.resolve("tokenizer.json")));
    }
}
