package io.github.dsllm.verification.fpga;

import io.github.dsllm.codegen.UserError;
import java.util.Locale;

/**
 * Dividers of a PLL: reference = oscillator of the board / reference divider, output = oscillator of the PLL / output divider, and the feedback multiplies the
 * reference to one of both.
 *
 * @param reference divider of the input, from 1
 * @param feedback multiplier of the reference, from 1
 * @param output divider of the PLL's own oscillator, from 1
 * @param frequency of the output in Hz
 */
record ClockPlan(int reference, int feedback, int output, double frequency) {
    /** What the feedback multiplies the reference to. */
    enum Feedback {
        OUTPUT,
        /** That of the PLL, and the output divider is a power of two, at least 2. */
        OSCILLATOR
    }

    /** Ranges in Hz and of dividers. */
    record Limits(
            double lowestReference,
            double highestReference,
            double lowestOscillator,
            double highestOscillator,
            int largestReference,
            int largestFeedback,
            int largestOutput,
            Feedback from) {}

    private static final double EXACT = 1e-9;
    private static final double CLOSE = 0.99;
    private static final double MEGA = 1e6;

    /**
     * The plan with the highest frequency that is not above the wanted one.
     *
     * @throws UserError if no dividers give the wanted one within 1 %, which the serial line could not bear; names the nearest
     */
    static ClockPlan of(Limits limits, long oscillator, double wanted) {
        ClockPlan best = null;
        for (int reference = 1; reference <= limits.largestReference; reference++) {
            double base = (double) oscillator / reference;
            if (base < limits.lowestReference || base > limits.highestReference) {
                continue;
            }
            boolean ofOutput = limits.from == Feedback.OUTPUT;
            for (int output = ofOutput ? 1 : 2;
                    output <= limits.largestOutput;
                    output = ofOutput ? output + 1 : 2 * output) {
                ClockPlan plan = of(limits, base, reference, output, wanted);
                double own = plan.frequency * output;
                if (plan.feedback >= 1
                        && own >= limits.lowestOscillator
                        && own <= limits.highestOscillator
                        && (best == null || plan.frequency > best.frequency * (1 + EXACT))) {
                    best = plan;
                }
            }
        }
        if (best == null || best.frequency < wanted * CLOSE) {
            String nearest = best == null
                    ? "another clock"
                    : String.format(Locale.ROOT, "clock: %.3f MHz", best.frequency / MEGA);
            throw new UserError(String.format(
                    Locale.ROOT,
                    "no PLL setting makes %.3f MHz of an oscillator of %.3f MHz; perhaps you should write %s in the chip spec",
                    wanted / MEGA,
                    oscillator / MEGA,
                    nearest));
        }
        return best;
    }

    /** The highest frequency up to the wanted one that two dividers leave; its oscillator may be out of range. */
    private static ClockPlan of(Limits limits, double base, int reference, int output, double wanted) {
        double unit = limits.from == Feedback.OUTPUT ? base : base / output;
        int feedback = (int) Math.min(limits.largestFeedback, Math.floor(wanted / unit * (1 + EXACT)));
        return new ClockPlan(reference, feedback, output, unit * feedback);
    }
}
