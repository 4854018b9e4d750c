package io.github.dsllm.codegen.quantise;

/** Chooses the binary places of a state from what calibration saw. */
final class StateFormat {
    private static final int CLIPPED_OCTAVES = 4;
    private static final int FINEST_ABOVE_UNIT = 8;

    private StateFormat() {}

    /** Most binary places at which no calibrated value clips: bits − 1 − ⌈log2 max⌉, at most bits + 7. */
    static int covering(double largest, int bits) {
        if (largest == 0) {
            return bits - 1;
        }
        int exponent = Math.getExponent(largest);
        int octaves = largest == Math.scalb(1.0, exponent) ? exponent : exponent + 1;
        return Math.min(bits - 1 - octaves, bits - 1 + FINEST_ABOVE_UNIT);
    }

    /** For narrow states: up to four octaves of clipping are weighed against the finer step by the squared error on samples. */
    static int leastSquares(double[] samples, int covering, int bits) {
        int best = covering;
        double bestError = Double.POSITIVE_INFINITY;
        for (int fraction = covering; fraction <= covering + CLIPPED_OCTAVES; fraction++) {
            double error = squaredError(samples, fraction, bits);
            if (error < bestError) {
                best = fraction;
                bestError = error;
            }
        }
        return best;
    }

    private static double squaredError(double[] samples, int fraction, int bits) {
        double limit = Math.scalb(1.0, bits - 1);
        double step = Math.scalb(1.0, -fraction);
        double error = 0;
        for (double sample : samples) {
            double level = Math.max(-limit, Math.min(limit - 1, Math.rint(sample / step)));
            double difference = level * step - sample;
            error += difference * difference;
        }
        return error;
    }
}
