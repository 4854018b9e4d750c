package io.github.dsllm.sim.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.codegen.quantise.SyntheticModels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoryTest {
    private static final int CONTEXT = 12;
    private static final List<Integer> PROMPT = List.of(1, 5, 9);

    private final ChipImage image = new ImageBuilder(LayoutOptions.singleTile(16)).build("story", model(), "");
    private final GoldenMachine machine = GoldenMachine.of(image);

    private static QuantisedModel model() {
        return SyntheticModels.model(3, Numerics.DEFAULT, 20, 24, 2, 4, 2, 4, 40, CONTEXT, false);
    }

    @Test
    void promptTokensAreTheInputsAndTheirFollowersAreNotOffered() {
        machine.start(PROMPT, Controls.greedy());

        List<Output> outputs = List.of(machine.step(), machine.step(), machine.step(), machine.step());

        assertThat(outputs).extracting(Output::input).startsWith(1, 5, 9);
        assertThat(outputs).extracting(Output::offered).containsExactly(false, false, true, true);
        assertThat(outputs.get(3).input()).isEqualTo(outputs.get(2).token());
    }

    @Test
    void aStoryEndsWhenTheContextIsFull() {
        List<Output> outputs = story(Controls.greedy());

        assertThat(outputs).hasSize(CONTEXT);
        assertThat(outputs.get(CONTEXT - 1).end()).isEqualTo(End.CONTEXT_FULL);
        assertThatThrownBy(machine::step).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aStoryEndsAtTheLimitOfNewTokens() {
        List<Output> outputs = story(Controls.greedy().withLimit(4));

        assertThat(outputs).hasSize(PROMPT.size() - 1 + 4);
        assertThat(outputs.get(outputs.size() - 1).end()).isEqualTo(End.LIMIT_REACHED);
    }

    @Test
    void aStopTokenEndsTheStoryBeforeTheLimitDoes() {
        int first = story(Controls.greedy().withLimit(1)).get(PROMPT.size() - 1).token();

        List<Output> outputs = story(Controls.greedy().withLimit(1).withStopTokens(List.of(first)));

        assertThat(outputs.get(outputs.size() - 1).end()).isEqualTo(End.STOP_TOKEN);
    }

    @Test
    void theSameSeedTellsTheSameStoryAndAnotherSeedAnother() {
        Controls controls = Controls.greedy().atTemperature(20, 7);

        List<Output> once = story(controls);

        assertThat(story(controls)).isEqualTo(once);
        assertThat(story(Controls.greedy().atTemperature(20, 8))).isNotEqualTo(once);
    }

    @Test
    void aSecondStoryDoesNotRememberTheFirst() {
        List<Output> fresh = story(Controls.greedy());
        machine.start(List.of(3, 4, 5, 6, 7), Controls.greedy());
        machine.step();
        machine.step();

        assertThat(story(Controls.greedy())).isEqualTo(fresh);
    }

    @Test
    void teacherForcingGivesTheLogitsOfTheStory() {
        machine.start(PROMPT, Controls.greedy());
        machine.step();
        machine.step();
        int token = machine.step().token();
        int logit = machine.logit(token);

        GoldenMachine forced = GoldenMachine.of(image);
        forced.force(1, 0);
        forced.force(5, 1);

        assertThat(forced.force(9, 2)).isEqualTo(token);
        assertThat(forced.logit(token)).isEqualTo(logit);
    }

    @Test
    void anImageDirectorySpeaksAsTheImageDoes(@TempDir Path folder) {
        ImageFiles.write(image, folder.resolve("image"));

        List<Integer> spoken = GoldenMachine.open(folder.resolve("image")).speak(PROMPT, 6, 0, 1);

        List<Integer> expected = new ArrayList<>();
        for (Output output : story(Controls.greedy().withLimit(6).withStopTokens(image.stopTokens()))) {
            if (output.offered()) {
                expected.add(output.token());
            }
        }
        assertThat(spoken).isEqualTo(expected).isNotEmpty();
    }

    @Test
    void mistakesOfTheUserAreNamed() {
        assertThatThrownBy(() -> machine.start(List.of(), Controls.greedy()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("token 1");
        assertThatThrownBy(() -> machine.start(List.of(1, 40), Controls.greedy()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("0 … 39");
        assertThatThrownBy(() -> machine.force(1, CONTEXT)).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> Controls.greedy().atTemperature(0.01, 1)).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> Controls.greedy().atTemperature(1, 0)).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> Controls.greedy().withStopTokens(List.of(1, 2, 3, 4, 5)))
                .isInstanceOf(UserError.class);
    }

    @Test
    void aTokenBeyondTheVocabularyIsTakenAsTokenZeroWithFaultOne() {
        machine.receive(List.of(3, 40), Controls.greedy().withLimit(1));
        machine.step();
        int before = machine.fault();
        Output output = machine.step();

        assertThat(before).isZero();
        assertThat(machine.fault()).isEqualTo(1);
        assertThat(output.input()).isZero();
        assertThat(output.end()).isEqualTo(End.LIMIT_REACHED);
        machine.start(PROMPT, Controls.greedy());
        assertThat(machine.fault()).as("stays until a reset").isEqualTo(1);
        machine.reset();
        assertThat(machine.fault()).isZero();
    }

    @Test
    void aPromptLongerThanTheContextIsCutWithFaultTwo() {
        machine.receive(java.util.Collections.nCopies(CONTEXT + 3, 5), Controls.greedy());
        Output output = machine.step();
        while (output.end() == End.GOES_ON) {
            assertThat(output.offered()).isFalse();
            output = machine.step();
        }

        assertThat(output.position()).isEqualTo(CONTEXT - 1);
        assertThat(output.offered()).isTrue();
        assertThat(output.end()).isEqualTo(End.CONTEXT_FULL);
        assertThat(machine.fault()).isEqualTo(2);
    }

    private List<Output> story(Controls controls) {
        List<Output> outputs = new ArrayList<>();
        machine.start(PROMPT, controls);
        do {
            outputs.add(machine.step());
        } while (outputs.get(outputs.size() - 1).end() == End.GOES_ON);
        return outputs;
    }
}
