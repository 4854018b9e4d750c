package io.github.dsllm.codegen.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The float path against the published figures of both reference models. The figure over "the first 20 stories" counts from
 * story 1: only so its 6,365 predictions come out.
 */
@Tag("reference")
class PerplexityReferenceTest {
    @Test
    void firstStoriesAreAsLikelyToStories260KAsToLlama2c() throws IOException {
        Path model = Shared.file("models/llama2c-stories260K/stories260K.bin");

        Perplexity perplexity = measure(model, stories().subList(1, 21));

        assertThat(perplexity.predictions()).isEqualTo(6_365);
        assertThat(perplexity.meanNegativeLogLikelihood()).isCloseTo(1.271486, within(1e-5));
    }

    @Test
    void heldOutStoriesGiveThePublishedPerplexityOfThe656kModel() throws IOException {
        Path model = Shared.file("models/hf-tinystories-656k");

        Perplexity perplexity = measure(model, everyNth(13, 102));

        assertThat(perplexity.predictions()).isEqualTo(21_507);
        assertThat(perplexity.value()).isCloseTo(24.143, within(0.01));
    }

    @Test
    void heldOutStoriesGiveThePublishedPerplexityOfStories260K() throws IOException {
        Path model = Shared.file("models/llama2c-stories260K/stories260K.bin");

        Perplexity perplexity = measure(model, everyNth(31, 56));

        assertThat(perplexity.predictions()).isEqualTo(21_503);
        assertThat(perplexity.value()).isCloseTo(4.3964, within(0.0005));
    }

    private static Perplexity measure(Path path, List<String> stories) {
        FloatTransformer transformer = new FloatTransformer(Models.open(path));
        Tokenizer tokenizer =
                TokenizerLoader.forModel(path, null, transformer.shape()).orElseThrow();
        List<int[]> texts =
                stories.stream().map(story -> tokenizer.encode(story, true)).toList();
        return Perplexity.of(transformer, texts, transformer.shape().context());
    }

    private static List<String> everyNth(int step, int count) throws IOException {
        List<String> stories = stories();
        List<String> chosen = new ArrayList<>();
        for (int i = 20; chosen.size() < count; i += step) {
            chosen.add(stories.get(i));
        }
        return chosen;
    }

    private static List<String> stories() throws IOException {
        String sample = Files.readString(Shared.file("datasets/tinystories-sample/tinystories_sample.txt"));
        return Arrays.stream(sample.split("<\\|endoftext\\|>"))
                .map(String::strip)
                .toList();
    }
}
