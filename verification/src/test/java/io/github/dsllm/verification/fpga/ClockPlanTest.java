package io.github.dsllm.verification.fpga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockPlanTest {
    private static final ClockPlan.Limits ECP5 =
            new ClockPlan.Limits(3.125e6, 400e6, 400e6, 800e6, 128, 80, 128, ClockPlan.Feedback.OUTPUT);
    private static final ClockPlan.Limits ICE40 =
            new ClockPlan.Limits(10e6, 133e6, 533e6, 1066e6, 16, 128, 64, ClockPlan.Feedback.OSCILLATOR);

    @ParameterizedTest
    @CsvSource({"25000000, 80e6, 80e6", "25000000, 75e6, 75e6", "48000000, 80e6, 80e6", "25000000, 82.3e6, 82142857"})
    void staysWithinThePllAndDoesNotExceedTheWantedClock(long oscillator, double wanted, double expected) {
        ClockPlan plan = ClockPlan.of(ECP5, oscillator, wanted);

        assertThat(plan.frequency()).isLessThanOrEqualTo(wanted * 1.000001).isCloseTo(expected, Offset.offset(1.0));
        assertThat(plan.frequency() * plan.output()).isBetween(400e6, 800e6);
        assertThat((double) oscillator / plan.reference() * plan.feedback()).isEqualTo(plan.frequency());
    }

    @Test
    void takesAPowerOfTwoWhereThePllHasNothingElse() {
        ClockPlan plan = ClockPlan.of(ICE40, 12_000_000, 48e6);

        assertThat(plan).isEqualTo(new ClockPlan(1, 64, 16, 48e6));
    }

    @Test
    void findsFrequenciesBetweenTheMultiplesOfTheReference() {
        ClockPlan plan = ClockPlan.of(ICE40, 12_000_000, 20e6);

        assertThat(plan).isEqualTo(new ClockPlan(1, 53, 32, 19.875e6));
    }

    @Test
    void refusesAClockThatNoDividerMakes() {
        assertThatThrownBy(() -> ClockPlan.of(ICE40, 12_000_000, 2e6))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("2.000 MHz of an oscillator of 12.000 MHz");
    }

    @Test
    void namesTheNearestClockWhereTheWantedOneIsTooFarForTheSerialLine() {
        assertThatThrownBy(() -> ClockPlan.of(ECP5, 25_000_000, 83.3e6))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("perhaps you should write clock: 82.143 MHz");
    }
}
