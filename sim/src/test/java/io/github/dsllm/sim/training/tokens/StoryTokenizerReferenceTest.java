package io.github.dsllm.sim.training.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.text.Stories;
import io.github.dsllm.codegen.tokenizer.BytePairVocabulary;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import io.github.dsllm.sim.training.data.HeldStories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tokenizer of our own from the stories that models are trained on. */
@Tag("reference")
class StoryTokenizerReferenceTest {
    private static final String SAMPLE = "datasets/tinystories-sample/tinystories_sample.txt";
    private static final int LIMIT = 4 << 20;

    @TempDir
    Path folder;

    @Test
    void noStoryThatIsMeasuredOrCalibratedWithIsTrainedOn() {
        Stories all = Stories.read(Shared.file(SAMPLE), LIMIT);
        List<String> measured = all.only(HeldStories.numbers()).texts();
        Stories training = all.without(HeldStories.numbers());

        assertThat(all.texts()).hasSize(2317);
        assertThat(measured).hasSize(174);
        assertThat(measured.subList(0, 20)).isEqualTo(all.texts().subList(0, 20));
        assertThat(measured).contains(all.texts().get(20 + 31 * 55), all.texts().get(20 + 13 * 101));
        assertThat(training.texts()).hasSize(2317 - 174).doesNotContainAnyElementsOf(measured);
    }

    @Test
    void aTokenizerOf512TokensNeedsFewerForUnseenStoriesThanThatOfLlama2c() throws IOException {
        Stories all = Stories.read(Shared.file(SAMPLE), LIMIT);
        BytePairVocabulary learned =
                TokenizerTraining.of(all.without(HeldStories.numbers()).texts(), TokenizerSettings.of(512));
        Tokenizer own = TokenizerLoader.read(Files.writeString(folder.resolve("tokenizer.json"), learned.json()));
        Tokenizer peer = TokenizerLoader.read(Shared.file("models/llama2c-stories260K/tok512.bin"));
        List<String> unseen = all.only(HeldStories.numbers()).texts();

        assertThat(own.vocabularySize()).isEqualTo(512);
        assertThat(unseen)
                .allSatisfy(
                        story -> assertThat(own.decode(own.encode(story, true))).isEqualTo(story));
        assertThat(tokens(own, unseen)).isLessThan(tokens(peer, unseen));
    }

    @Test
    void theEvaluationStoriesAreThoseOfTheReferenceFigures() {
        Set<Integer> numbers = new HashSet<>(HeldStories.numbers());

        assertThat(numbers).hasSize(174).contains(0, 19, 20, 20 + 31, 20 + 31 * 55, 20 + 13, 20 + 13 * 101);
        assertThat(numbers).doesNotContain(21, 20 + 31 * 56, 20 + 13 * 102);
    }

    private static long tokens(Tokenizer tokenizer, List<String> texts) {
        return texts.stream()
                .mapToLong(text -> tokenizer.encode(text, false).length)
                .sum();
    }
}
