package io.github.dsllm.sim.training.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.tokenizer.BytePairVocabulary;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTrainingTest {
    private static final int FIXED = 259;
    private static final String TEXT =
            "She sells sea shells by the sea shore. She said: \"The shells, he sells, 12 shells!\"\n"
                    + "The sea she sees; the shore he sees. Grüße, Grüße from the säle of 12 12 shells.";

    private static final TokenizerSettings ALL = new TokenizerSettings(1000, BytePairVocabulary.CONTROLS, 1);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {FIXED + 1, FIXED + 2, 280, 290, 300, 310})
    void learnsWhatCountingAnewLearns(int vocabulary) {
        BytePairVocabulary learned = TokenizerTraining.of(List.of(TEXT), TokenizerSettings.of(vocabulary));

        assertThat(learned.size()).isEqualTo(vocabulary);
        assertThat(learned.merges()).isEqualTo(new Oracle(List.of(TEXT), learned.characters(), vocabulary).merges());
    }

    @Test
    void learnsWhatCountingAnewLearnsOnRandomTextsOfFewLetters() {
        for (int seed = 0; seed < 300; seed++) {
            List<String> texts = randomTexts(new Random(seed));
            BytePairVocabulary learned = TokenizerTraining.atMost(texts, ALL);
            Oracle oracle = new Oracle(texts, learned.characters(), ALL.vocabulary());

            assertThat(learned.merges()).as("seed " + seed).isEqualTo(oracle.merges());
            assertThat(learned.pieces()).as("seed " + seed).doesNotHaveDuplicates();
        }
    }

    @Test
    void theTokenizerCutsATextIntoTheTokensThatWereCounted() throws IOException {
        for (int seed = 0; seed < 100; seed++) {
            List<String> texts = randomTexts(new Random(seed));
            BytePairVocabulary learned = TokenizerTraining.atMost(texts, ALL);
            Tokenizer tokenizer = read(learned);
            List<Integer> encoded = new ArrayList<>();
            texts.forEach(text -> IntStream.of(tokenizer.encode(text, false)).forEach(encoded::add));

            assertThat(tokenizer.vocabularySize()).isEqualTo(learned.size());
            assertThat(encoded)
                    .as("seed " + seed)
                    .isEqualTo(new Oracle(texts, learned.characters(), ALL.vocabulary()).segmentation());
        }
    }

    @Test
    void everyTextSurvives() throws IOException {
        Tokenizer tokenizer = read(TokenizerTraining.of(List.of(TEXT), TokenizerSettings.of(300)));
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            String text = random.ints(random.nextInt(60), 0, 4)
                    .mapToObj(kind -> Character.toString(character(random, kind)))
                    .collect(Collectors.joining());

            assertThat(tokenizer.decode(tokenizer.encode(text, true))).isEqualTo(text);
        }
    }

    /** Any Unicode character but the sign that stands for a space. */
    private static int character(Random random, int kind) {
        int character = switch (kind) {
            case 0 -> TEXT.codePointAt(random.nextInt(TEXT.length()));
            case 1 -> random.nextInt(128);
            case 2 -> random.nextInt(0xD800);
            default -> 0xE000 + random.nextInt(0x110000 - 0xE000);
        };
        return character == BytePairVocabulary.SPACE ? ' ' : character;
    }

    @Test
    void charactersOutsideTheAlphabetAreSpelledInBytes() throws IOException {
        TokenizerSettings narrow = new TokenizerSettings(FIXED + 3, BytePairVocabulary.CONTROLS, 1);
        BytePairVocabulary learned = TokenizerTraining.of(List.of("aaa bb ü"), narrow);

        assertThat(learned.characters()).containsExactly("▁", "a", "b");
        assertThat(read(learned).encode("aü", true)).containsExactly(1, FIXED, FIXED + 1, 3 + 0xC3, 3 + 0xBC);
    }

    @Test
    void theSameTextGivesTheSameFile() {
        String once =
                TokenizerTraining.of(List.of(TEXT), TokenizerSettings.of(300)).json();
        String again =
                TokenizerTraining.of(List.of(TEXT), TokenizerSettings.of(300)).json();
        String other = TokenizerTraining.of(List.of(TEXT + " sells"), TokenizerSettings.of(300))
                .json();

        assertThat(again).isEqualTo(once).isNotEqualTo(other);
    }

    @Test
    void controlTokensOfOnesOwnComeAfterUnknownBeginAndEnd() throws IOException {
        TokenizerSettings settings = new TokenizerSettings(FIXED + 2, List.of("<unk>", "<s>", "</s>", "<sep>"), 1);
        BytePairVocabulary learned = TokenizerTraining.of(List.of("<sep> <sep>"), settings);

        assertThat(learned.pieces().indexOf("<sep>")).isEqualTo(3);
        assertThat(read(learned).decode(new int[] {1, 3, 2})).isEmpty();
        assertThat(read(learned).encode("<sep>", false)).doesNotContain(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<sep", "<s>", "<!>", "<0x41>", "< >", "<▁>", "sep"})
    void namesThatAreNoControlTokensAreRefused(String name) {
        assertThatThrownBy(() -> new TokenizerSettings(300, List.of("<unk>", "<s>", "</s>", name), 1))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(name)
                .hasMessageContaining("perhaps you should call it like <sep>");
    }

    @Test
    void aVocabularyThatIsTooSmallIsRefused() {
        assertThatThrownBy(() -> TokenizerSettings.of(FIXED))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("a vocabulary of 259 tokens cannot be; perhaps you should take at least 260"
                        + " (3 control tokens, 256 bytes, the space)");
    }

    @Test
    void aTextThatGivesFewerTokensIsRefusedSayingHowMany() {
        assertThatThrownBy(() -> TokenizerTraining.of(List.of("aab aab"), TokenizerSettings.of(300)))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "the text gives only 265 tokens (3 control tokens, 256 bytes, 3 characters, 3 pairs that are"
                                + " there more than once), not 300; perhaps you should take a vocabulary of 265 or a longer text");
        assertThat(TokenizerTraining.of(List.of("aab aab"), TokenizerSettings.of(265))
                        .size())
                .isEqualTo(265);
    }

    @Test
    void noTextIsRefused() {
        assertThatThrownBy(() -> TokenizerTraining.of(List.of(""), TokenizerSettings.of(300)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("there is no text to make a tokenizer of; perhaps you should name another file");
    }

    private Tokenizer read(BytePairVocabulary vocabulary) throws IOException {
        return TokenizerLoader.read(Files.writeString(folder.resolve("tokenizer.json"), vocabulary.json()));
    }

    private static List<String> randomTexts(Random random) {
        return IntStream.range(0, 1 + random.nextInt(3))
                .mapToObj(text -> random.ints(random.nextInt(1, 120), 0, 5)
                        .mapToObj(letter -> letter == 4 ? " " : String.valueOf((char) ('a' + letter % 3)))
                        .collect(Collectors.joining()))
                .toList();
    }
}
