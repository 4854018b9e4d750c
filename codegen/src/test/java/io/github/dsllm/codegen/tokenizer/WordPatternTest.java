package io.github.dsllm.codegen.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.GgufTokenizers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the three patterns cut, each case derived from the alternatives of the pattern in their order. */
class WordPatternTest {
    /** "|" stands between words; n is a line end, r a carriage return, t a tab, _ a space in the expected words. */
    static Stream<Arguments> cuts() {
        return Stream.of(
                Arguments.of("Hello world", "Hello|_world", "Hello|_world", "Hello|_world"),
                Arguments.of("I'LL don't", "I|'|LL|_don|'t", "I|'LL|_don|'t", "I|'LL|_don|'t"),
                Arguments.of("12345", "12345", "123|45", "1|2|3|4|5"),
                Arguments.of("a 2024 b", "a|_2024|_b", "a|_|202|4|_b", "a|_|2|0|2|4|_b"),
                Arguments.of("  two", "_|_two", "_|_two", "_|_two"),
                Arguments.of("a   ", "a|___", "a|___", "a|___"),
                Arguments.of("X\n\n  Y", "X|NN_|_Y", "X|NN|_|_Y", "X|NN|_|_Y"),
                Arguments.of("end. \n next", "end|.|_N|_next", "end|.|_N|_next", "end|.|_N|_next"),
                Arguments.of("ok!!!\n", "ok|!!!|N", "ok|!!!N", "ok|!!!N"),
                Arguments.of("(hi)", "(|hi|)", "(hi|)", "(hi|)"),
                Arguments.of("\thi", "T|hi", "Thi", "Thi"),
                Arguments.of("don\u2019t", "don|\u2019|t", "don|\u2019t", "don|\u2019t"),
                Arguments.of("\r\n\r\nA", "RNR|N|A", "RNRN|A", "RNRN|A"),
                Arguments.of("a\u00a0b", "a|\u00a0|b", "a|\u00a0b", "a|\u00a0b"),
                Arguments.of("\u00bd\u00b2 !", "\u00bd\u00b2|_!", "\u00bd\u00b2|_!", "\u00bd|\u00b2|_!"),
                Arguments.of(
                        "\u65e5\u672c\u8a9e 7",
                        "\u65e5\u672c\u8a9e|_7",
                        "\u65e5\u672c\u8a9e|_|7",
                        "\u65e5\u672c\u8a9e|_|7"),
                Arguments.of(
                        "\u0939\u093f\u0928", "\u0939|\u093f|\u0928", "\u0939|\u093f\u0928", "\u0939|\u093f\u0928"));
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void cutsAsThePatternSays(String text, String gpt2, String llama3, String qwen2) {
        assertThat(words(WordPattern.GPT2, text)).isEqualTo(gpt2);
        assertThat(words(WordPattern.LLAMA3, text)).isEqualTo(llama3);
        assertThat(words(WordPattern.QWEN2, text)).isEqualTo(qwen2);
    }

    private static String words(WordPattern pattern, String text) {
        List<String> words = pattern.pattern()
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
        return String.join("|", words)
                .replace(' ', '_')
                .replace('\n', 'N')
                .replace('\r', 'R')
                .replace('\t', 'T');
    }

    @ParameterizedTest
    @EnumSource
    void everyCharacterIsInOneWord(WordPattern pattern) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 4000; i++) {
            text.appendCodePoint("aZ9 '\n\r\t\u00e9\u0301\u4e2d\ud83d\ude00.,-\u00a0\u2028".codePointAt(i * 7919 % 11))
                    .append(i % 3 == 0 ? " " : "")
                    .append(i % 5 == 0 ? "'s" : "");
        }

        List<String> words = pattern.pattern()
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();

        assertThat(String.join("", words)).isEqualTo(text.toString());
    }

    @TempDir
    private Path folder;

    private Tokenizer tokenizer(String pattern, String behaviour) throws IOException {
        ObjectNode json = new ObjectMapper().createObjectNode();
        ArrayNode steps =
                json.putObject("pre_tokenizer").put("type", "Sequence").putArray("pretokenizers");
        ObjectNode split = steps.addObject()
                .put("type", "Split")
                .put("behavior", behaviour)
                .put("invert", false);
        split.putObject("pattern").put("Regex", pattern);
        steps.addObject()
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", false);
        ObjectNode model = json.putObject("model").put("type", "BPE").put("ignore_merges", true);
        ObjectNode vocabulary = model.putObject("vocab");
        for (int b = 0; b < 256; b++) {
            vocabulary.put(new String(shown(b), StandardCharsets.UTF_8), b);
        }
        vocabulary.put("12", 256).put("123", 257).put("\u0120a", 258).put("<|begin|>", 259);
        model.putArray("merges").add("1 2").add("\u0120 a");
        json.putObject("decoder").put("type", "ByteLevel");
        json.putArray("added_tokens")
                .addObject()
                .put("id", 259)
                .put("content", "<|begin|>")
                .put("special", true);
        ObjectNode processor = json.putObject("post_processor").put("type", "Sequence");
        ArrayNode processors = processor.putArray("processors");
        processors.addObject().put("type", "ByteLevel");
        ObjectNode template = processors.addObject().put("type", "TemplateProcessing");
        ArrayNode single = template.putArray("single");
        single.addObject().putObject("SpecialToken").put("id", "<|begin|>");
        single.addObject().putObject("Sequence").put("id", "A");
        template.putObject("special_tokens")
                .putObject("<|begin|>")
                .putArray("ids")
                .add(259);
        return TokenizerLoader.read(Files.writeString(folder.resolve("tokenizer.json"), json.toString()));
    }

    /** The byte-level character of a byte, as the format defines it. */
    private static byte[] shown(int b) {
        boolean isPrintable = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
        int hidden = b < 0x21 ? b : b <= 0xa0 ? b - 0x7f + 33 : 67;
        return Character.toString(isPrintable ? b : 256 + hidden).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aSplitBeforeTheByteLevelIsRead() throws IOException {
        Tokenizer llama3 = tokenizer(WordPattern.LLAMA3.expression(), "Isolated");

        assertThat(llama3.encode("1234 a", true)).containsExactly(259, 257, '4', 258);
        assertThat(llama3.encode("12", false)).containsExactly(256);
        assertThat(llama3.decode(llama3.encode("12 a\u00e9!\n", true))).isEqualTo("12 a\u00e9!\n");
        assertThat(tokenizer(WordPattern.QWEN2.expression(), "Isolated").encode("123", false))
                .containsExactly('1', '2', '3');
    }

    @ParameterizedTest
    @CsvSource({"(a+)+$, Isolated", "\\s+, Isolated"})
    void patternsOfStrangersAreRefused(String pattern, String behaviour) {
        assertThatThrownBy(() -> tokenizer(pattern, behaviour))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(pattern.replace("\\", "\\\\"))
                .hasMessageContaining("LLAMA3")
                .hasMessageContaining("tokenizer.json");
        assertThatThrownBy(() -> tokenizer(WordPattern.QWEN2.expression(), "Removed"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("Removed");
    }

    @Test
    void tokensThatOnlyFillUpAVocabularyShowNothing() throws IOException {
        Tokenizer padded = new PaddedTokenizer(tokenizer(WordPattern.QWEN2.expression(), "Isolated"), 264);

        assertThat(PaddedTokenizer.isPadding(260, 264)).isTrue();
        assertThat(PaddedTokenizer.isPadding(260, 280)).isFalse();
        assertThat(PaddedTokenizer.isPadding(260, 260)).isFalse();
        assertThat(padded.vocabularySize()).isEqualTo(264);
        assertThat(padded.decode(263, 'x')).containsExactly('x');
        assertThat(padded.decode('x', 263)).isEmpty();
    }

    @Test
    void theTokenizerWithinAGgufFileIsTheSame() throws IOException {
        Tokenizer llama3 = gguf("llama-bpe");
        Tokenizer gpt2 = gguf("gpt-2");

        assertThat(llama3.encode("1234 a", true)).containsExactly(259, 257, '4', 258);
        assertThat(gpt2.encode("123 a", true)).containsExactly(256, '3', 258);
        assertThat(gguf("qwen2").encode("123 a", true)).containsExactly('1', '2', '3', 258);
        assertThat(llama3.decode(llama3.encode("12 a\u00e9!\n", true))).isEqualTo("12 a\u00e9!\n");
        assertThatThrownBy(() -> gguf("chameleon"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("chameleon")
                .hasMessageContaining("llama-bpe");
    }

    private Tokenizer gguf(String pattern) throws IOException {
        List<String> tokens = new ArrayList<>();
        List<Integer> types = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            tokens.add(new String(shown(b), StandardCharsets.UTF_8));
        }
        tokens.addAll(List.of("12", "123", "\u0120a", "<|begin|>"));
        tokens.forEach(token -> types.add(token.equals("<|begin|>") ? 3 : 1));
        byte[] file = GgufTokenizers.byteLevel(pattern, tokens, types, List.of("1 2", "\u0120 a"), 259);
        return TokenizerLoader.read(Files.write(folder.resolve(pattern + ".gguf"), file));
    }
}
