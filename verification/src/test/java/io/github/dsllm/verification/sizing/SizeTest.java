package io.github.dsllm.verification.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SizeTest {
    @Test
    void triesWhatWasAskedForFirstAndThenWhatGivesUpLeast() {
        List<Size> sizes = new Size(64, 4, 8, 256).upToHere();

        assertThat(sizes)
                .startsWith(
                        new Size(64, 4, 8, 256),
                        new Size(64, 8, 8, 256),
                        new Size(64, 16, 8, 256),
                        new Size(32, 4, 8, 256),
                        new Size(32, 8, 8, 256),
                        new Size(32, 16, 8, 256),
                        new Size(16, 4, 8, 256))
                .containsSubsequence(new Size(16, 16, 8, 256), new Size(64, 4, 8, 128), new Size(64, 4, 7, 256))
                .endsWith(new Size(2, 4, 4, 16))
                .hasSize((3 * 3 + 2 + 1 + 1) * 5 * 5)
                .doesNotHaveDuplicates();
    }

    @Test
    void asksForNoMoreThanTheUserDoes() {
        assertThat(new Size(4, 4, 3, 10).upToHere()).containsExactly(new Size(4, 4, 3, 10), new Size(2, 4, 3, 10));
    }

    @Test
    void unitsNeverBecomeSmaller() {
        assertThat(new Size(32, 16, 8, 16).upToHere())
                .allSatisfy(size -> assertThat(size.unitLanes()).isEqualTo(16));
    }
}
