package io.github.dsllm.verification.fpga;

import io.github.dsllm.codegen.UserError;
import java.util.Locale;

/**
 * Dividers of a PLL whose oscillator runs at an integer multiple of its reference: reference = oscillator / reference divider, oscillator of the PLL = output ·
 * output divider, output = reference · feedback divider.
 *
 * @param reference divider of the input, from 1
 * @param feedback multiplier from the reference to the output, from 1
 * @param output divider of the PLL's own oscillator, from 1
 * @param frequency of the output in Hz
 */
record ClockPlan(int reference, int feedback, int output, double frequency) {
    /**
     * Ranges in Hz and of dividers.
     *
     * @param outputPowers whether the output divider is a power of two
     */
    record Limits(
            double lowestReference,
            double highestReference,
            double lowestOscillator,
            double highestOscillator,
            int largestReference,
            int largestFeedback,
            int largestOutput,
            boolean outputPowers) {}

    private static final double EXACT = 1e-9;

    /**
     * The plan with the highest frequency that is not above the wanted one.
     *
     * @throws UserError if no dividers give a frequency between half the wanted one and it
     */
    static ClockPlan of(Limits limits, long oscillator, double wanted) {
        ClockPlan best = null;
        for (int reference = 1; reference <= limits.largestReference; reference++) {
            double base = (double) oscillator / reference;
            if (base < limits.lowestReference || base > limits.highestReference) {
                continue;
            }
            int feedback = (int) Math.min(limits.largestFeedback, Math.floor(wanted / base * (1 + EXACT)));
            double frequency = base * feedback;
            if (feedback >= 1 && (best == null || frequency > best.frequency * (1 + EXACT))) {
                int output = divider(limits, frequency);
                best = output == 0 ? best : new ClockPlan(reference, feedback, output, frequency);
            }
        }
        if (best == null || best.frequency < wanted / 2) {
            throw new UserError(String.format(
                    Locale.ROOT,
                    "no PLL setting makes %.3f MHz of an oscillator of %.3f MHz; perhaps you should choose another clock in the chip spec",
                    wanted / 1e6,
                    oscillator / 1e6));
        }
        return best;
    }

    /** The least output divider that keeps the PLL's oscillator in its range, 0 if there is none. */
    private static int divider(Limits limits, double frequency) {
        for (int divider = 1;
                divider <= limits.largestOutput;
                divider = limits.outputPowers ? 2 * divider : divider + 1) {
            double oscillator = frequency * divider;
            if (oscillator >= limits.lowestOscillator && oscillator <= limits.highestOscillator) {
                return divider;
            }
        }
        return 0;
    }
}
