package io.github.dsllm.verification.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Ecp5MultipliersTest {
    @ParameterizedTest
    @CsvSource({"10, 18, 1", "33, 18, 2", "18, 20, 2", "18, 19, 1", "37, 18, 2", "38, 19, 3", "38, 20, 6"})
    void aSliceOfASingleBitNeedsNoMultiplier(int a, int b, long blocks) {
        assertThat(Ecp5Multipliers.blocks(a, b)).isEqualTo(blocks);
    }
}
