package io.github.dsllm.sim.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoryNumbersTest {
    @Test
    void numbersRangesAndSteps() {
        assertThat(StoryNumbers.of("7")).containsExactly(7);
        assertThat(StoryNumbers.of("3-5, 1")).containsExactly(1, 3, 4, 5);
        assertThat(StoryNumbers.of("20-82/31")).containsExactly(20, 51, 82);
        assertThat(StoryNumbers.of("9-8")).isEmpty();
        assertThat(StoryNumbers.of(" ")).isEmpty();
    }

    @Test
    void whatTheDocumentationHoldsBackIsWhatNoTrainingMaySee() {
        assertThat(StoryNumbers.of("0-19,20-1725/31,20-1333/13")).isEqualTo(HeldStories.numbers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "1-", "-1", "1-2/0", "1,,2", "99999999", "1-2/3/4"})
    void whatIsNoRangeIsNamed(String list) {
        assertThatThrownBy(() -> StoryNumbers.of(list))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("perhaps you should write it like 7, 0-19 or 20-1725/31");
    }
}
