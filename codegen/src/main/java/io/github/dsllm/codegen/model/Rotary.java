package io.github.dsllm.codegen.model;

/**
 * Which channels of a head rotary position embedding turns, and how their frequencies are stretched. Pair i of r rotated channels has the frequency
 * θ^(−2i/r) before scaling; the other channels of the head pass.
 *
 * @param share rotated part of a head's channels, 0 … 1
 * @param scaling what is done to the frequencies
 */
public record Rotary(double share, Scaling scaling) {
    /** Every channel, frequencies as they are. */
    public static final Rotary ALL = new Rotary(1, Scaling.NONE);

    /** No channel. */
    public static final Rotary NOTHING = new Rotary(0, Scaling.NONE);

    /**
     * Slows frequencies down as Llama 3 does: wavelengths (2π/f) above context/low by the factor, those below context/high not at all, those between in
     * proportion. With low = high = 0 every frequency is divided by the factor ("linear").
     *
     * @param factor at least 1
     * @param low low_freq_factor, 0 or positive
     * @param high high_freq_factor, above {@code low} or both 0
     * @param context positions of the training before the scaling
     */
    public record Scaling(double factor, double low, double high, double context) {
        public static final Scaling NONE = new Scaling(1, 0, 0, 0);

        public Scaling {
            boolean holds = factor >= 1 && factor < 1e6 && low >= 0 && context >= 0 && context < 1e12;
            if (!holds || !(high > low && context > 0 && high < 1e6 || high == 0 && low == 0)) {
                throw new IllegalArgumentException(
                        "a scaling of factor " + factor + ", from " + low + " to " + high + " of " + context);
            }
        }

        /** The slowed frequency, radians per position. */
        public double apply(double frequency) {
            if (factor == 1) {
                return frequency;
            }
            if (high == 0) {
                return frequency / factor;
            }
            double turns = context * frequency / (2 * Math.PI);
            double kept = Math.max(0, Math.min(1, (turns - low) / (high - low)));
            return (1 - kept) * frequency / factor + kept * frequency;
        }
    }

    public Rotary {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("a part of " + share + " of the channels");
        }
    }

    /** Rotated channels of a head, the first ones. */
    public int channels(int headSize) {
        return (int) (share * headSize);
    }

    /** Whether the channels 2·pair and 2·pair + 1 are rotated. */
    public boolean turns(int pair, int headSize) {
        return 2 * pair < channels(headSize);
    }

    /** The exponent 2·pair/channels of 1/θ. */
    public double exponent(int pair, int headSize) {
        return 2.0 * pair / channels(headSize);
    }

    /** The unrounded frequency of a pair, radians per position; 0 where it passes. */
    public double frequency(int pair, int headSize, double theta) {
        return turns(pair, headSize) ? scaling.apply(Math.pow(theta, -exponent(pair, headSize))) : 0;
    }

    String describe() {
        String part = share == 1 ? "" : share == 0 ? "no rotation" : "RoPE of " + share + " of a head's channels";
        String slowed = scaling.equals(Scaling.NONE) ? "" : "RoPE scaled by " + scaling.factor();
        return part.isEmpty() || slowed.isEmpty() ? part + slowed : part + ", " + slowed;
    }
}
