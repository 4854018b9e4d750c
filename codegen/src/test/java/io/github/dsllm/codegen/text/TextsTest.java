package io.github.dsllm.codegen.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {
    @TempDir
    Path folder;

    @Test
    void readsAWholeTextWithoutItsByteOrderMark() throws IOException {
        assertThat(TextFile.read(file("\uFEFFGrüße 🦙\n".getBytes(StandardCharsets.UTF_8)), 100))
                .isEqualTo("Grüße 🦙\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'is empty; perhaps you should check the path'",
        "20 0a 20, 'is empty'",
        "61 e4 62, 'is not UTF-8 (at byte 1)'",
        "61 62 c3, 'is not UTF-8 (at byte 2)'",
        "ed a0 80, 'is not UTF-8 (at byte 0)'",
        "61 00 62, 'holds a zero byte, as binary files do (at byte 1)'",
        "61 61 61 61 61 61 61 61 61, 'has more than 8 bytes; perhaps you should take a part of it'"
    })
    void whatIsNoTextIsRefused(String bytes, String why) throws IOException {
        Path file = file(hex(bytes));

        assertThatThrownBy(() -> TextFile.read(file, 8))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("given.txt")
                .hasMessageContaining(why);
    }

    @Test
    void aMissingTextIsRefused() {
        assertThatThrownBy(() -> TextFile.read(folder.resolve("nowhere.txt"), 8))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(
                        "nowhere.txt cannot be read (NoSuchFileException); perhaps you should check the path");
    }

    @Test
    void theBeginningLeavesOutACharacterThatIsCutInTwo() throws IOException {
        assertThat(TextFile.readBeginning(file("abü".getBytes(StandardCharsets.UTF_8)), 3))
                .isEqualTo("ab");
    }

    @Test
    void storiesAreNumberedInTheirOrderAndEmptyOnesAreNot() {
        Stories stories = Stories.of("\none\n<|endoftext|>\n \n<|endoftext|>two\n\nmore<|endoftext|>three");

        assertThat(stories.texts()).containsExactly("one", "two\n\nmore", "three");
        assertThat(stories.without(Set.of(0, 2)).texts()).containsExactly("two\n\nmore");
        assertThat(stories.only(Set.of(2, 0)).texts()).containsExactly("one", "three");
    }

    @Test
    void paragraphsAreStoriesWhereNothingIsBetween() {
        assertThat(Stories.of("one\nstill\n\n \ntwo\r\n\r\nthree").texts())
                .containsExactly("one\nstill", "two", "three");
    }

    @Test
    void numbersOfNoStoryAreRefused() {
        Stories stories = Stories.of("one\n\ntwo");

        assertThatThrownBy(() -> stories.without(Set.of(1, 2, 7)))
                .isInstanceOf(UserError.class)
                .hasMessage("the text has the stories 0 to 1, but not [2, 7]; perhaps the numbers are of another text");
        assertThatThrownBy(() -> stories.only(Set.of(-1))).isInstanceOf(UserError.class);
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("given.txt"), bytes);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }
}
