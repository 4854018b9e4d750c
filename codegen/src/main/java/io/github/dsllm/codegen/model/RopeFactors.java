package io.github.dsllm.codegen.model;

import java.util.List;

/**
 * Finds the scaling behind the factors that a GGUF file has for every pair of rotated channels ({@code rope_freqs.weight}): each is the wavelength of the pair over its wavelength before.
 * Llama 3.1 and later have them, with low and high factors of 1 and 4 and 8,192 positions before the scaling.
 */
final class RopeFactors {
    private static final double CLOSE = 1e-3;
    private static final double LOW = 1;
    private static final double HIGH = 4;
    private static final double CONTEXT = 8192;

    private RopeFactors() {}

    static Rotary.Scaling scaling(Tensor factors, int channels, double theta, List<String> problems) {
        float[] given = factors.row(0);
        float largest = 1;
        for (float factor : given) {
            largest = Math.max(largest, factor);
        }
        if (given.length == channels / 2 && largest < 1e6) {
            for (Rotary.Scaling scaling :
                    List.of(Rotary.Scaling.NONE, new Rotary.Scaling(largest, LOW, HIGH, CONTEXT))) {
                if (explains(given, scaling, channels, theta)) {
                    return scaling;
                }
            }
        }
        problems.add("the " + given.length + " factors of RoPE in " + GgufArchitecture.FACTORS
                + ", which are not those of Llama 3");
        return Rotary.Scaling.NONE;
    }

    private static boolean explains(float[] given, Rotary.Scaling scaling, int channels, double theta) {
        for (int pair = 0; pair < given.length; pair++) {
            double frequency = Math.pow(theta, -2.0 * pair / channels);
            double factor = frequency / scaling.apply(frequency);
            if (!(Math.abs(given[pair] - factor) <= CLOSE * factor)) {
                return false;
            }
        }
        return true;
    }
}
