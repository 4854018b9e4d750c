package io.github.dsllm.codegen.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class QualityTest {
    private static final List<int[]> TEXTS = List.of(new int[] {0, 1, 1}, new int[] {1, 0});

    @Test
    void aMachineEqualToTheReferenceLosesNothing() {
        NextTokens model = (token, position) -> new float[] {token, position, 0.5f};

        Quality quality = Quality.compare(model, model, TEXTS);

        assertThat(quality.predictions()).isEqualTo(3);
        assertThat(quality.perplexityChange()).isZero();
        assertThat(quality.divergence()).isZero();
        assertThat(quality.topAgreement()).isEqualTo(1);
    }

    @Test
    void uniformDistributionsHaveThePerplexityOfTheirSize() {
        NextTokens uniform = (token, position) -> new float[] {2, 2, 2};
        NextTokens peaked = (token, position) -> new float[] {0, (float) Math.log(2), 0};

        Quality quality = Quality.compare(uniform, peaked, TEXTS);

        assertThat(quality.referencePerplexity()).isCloseTo(3, within(1e-6));
        assertThat(quality.divergence()).isCloseTo(-Math.log(3) + Math.log(4) - Math.log(2) / 3, within(1e-6));
        assertThat(quality.topAgreement()).isZero();
    }
}
