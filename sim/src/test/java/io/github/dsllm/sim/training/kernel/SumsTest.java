package io.github.dsllm.sim.training.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SumsTest {

    /** Powers of two add without rounding, so a term that is left out or taken twice is seen. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 31, 40})
    void everyElementCountsOnce(int count) {
        double[] powers = new double[count + 3];
        double[] threes = new double[count + 3];
        for (int i = 0; i < powers.length; i++) {
            powers[i] = Math.scalb(1.0, i);
            threes[i] = 3;
        }

        double expected = Math.scalb(1.0, count) - 1;

        assertThat(Sums.of(powers, count)).isEqualTo(expected);
        assertThat(Sums.ofProducts(powers, threes, count)).isEqualTo(3 * expected);
    }

    /** 1 and −1 meet in one chain, so that 2^−60 beside them is not lost; one after another it would be. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void chainsAreFourApart(int other) {
        double[] x = new double[8];
        x[0] = 1;
        x[other] = 0x1p-60;
        x[4] = -1;

        assertThat(Sums.of(x, x.length)).isEqualTo(0x1p-60);
    }
}
