package io.github.dsllm.sim.quality;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.quantise.Quality;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.sim.golden.GoldenMachine;
import io.github.dsllm.sim.golden.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The quality budget of docs/numerics.md on held-out stories. */
@Tag("reference")
final class QualityReferenceTest {
    private static final String STORIES_260K = "models/llama2c-stories260K/stories260K.bin";
    private static final String STORIES_656K = "models/hf-tinystories-656k";

    @Test
    void defaultNumericsCostStories260KLessThanThreeTenthsOfAPercent() {
        Quality quality = new ReferenceStories(STORIES_260K).quality(Numerics.DEFAULT, 31, 56);

        System.out.println("stories260K DEFAULT " + quality + " " + 100 * quality.perplexityChange() + " %");
        assertThat(quality.predictions()).isEqualTo(21_503);
        assertThat(quality.perplexityChange()).isBetween(-0.003, 0.003);
        assertThat(quality.divergence()).isBetween(0.0, 2e-3);
        assertThat(quality.topAgreement()).isGreaterThan(0.975);
    }

    @Test
    void defaultNumericsCostThe656kModelLessThanTwoTenthsOfAPercent() {
        Quality quality = new ReferenceStories(STORIES_656K).quality(Numerics.DEFAULT, 13, 102);

        System.out.println("656k DEFAULT " + quality + " " + 100 * quality.perplexityChange() + " %");
        assertThat(quality.predictions()).isEqualTo(21_507);
        assertThat(quality.perplexityChange()).isBetween(-0.002, 0.002);
        assertThat(quality.divergence()).isBetween(0.0, 2e-3);
        assertThat(quality.topAgreement()).isGreaterThan(0.975);
    }

    @Test
    void fidelityNumericsRepeatTheGreedyTranscriptsOfTheFloatModel() throws IOException {
        GoldenMachine machine = new ReferenceStories(STORIES_260K).machine(Numerics.FIDELITY);

        List<String> transcripts = Files.readAllLines(Shared.file("reference/stories260K.greedy.jsonl"));
        for (String line : transcripts) {
            JsonNode transcript = new ObjectMapper().readTree(line);
            List<Integer> prompt = integers(transcript.get("prompt_ids"));
            List<Integer> fed = integers(transcript.get("ids"));
            List<Integer> expected = fed.subList(prompt.size() - 1, fed.size());

            assertThat(speak(machine, prompt, expected.size())).isEqualTo(expected);
        }
    }

    private static List<Integer> speak(GoldenMachine machine, List<Integer> prompt, int tokens) {
        machine.start(prompt, Controls.greedy().withLimit(tokens));
        List<Integer> spoken = new ArrayList<>();
        while (spoken.size() < tokens) {
            Output output = machine.step();
            if (output.offered()) {
                spoken.add(output.token());
            }
        }
        return spoken;
    }

    private static List<Integer> integers(JsonNode array) {
        List<Integer> integers = new ArrayList<>();
        array.forEach(value -> integers.add(value.asInt()));
        return integers;
    }
}
