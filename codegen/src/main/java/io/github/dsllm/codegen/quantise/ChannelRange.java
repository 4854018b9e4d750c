package io.github.dsllm.codegen.quantise;

import java.util.Arrays;

/** What calibration remembers of one state: the largest magnitude per channel and, where clipping is weighed, a bounded sample of whole vectors. */
final class ChannelRange {
    private final float[] maximum;
    private final float[] samples;
    private int sampled;
    private long seen;
    private int stride = 1;

    /** @param sampleVectors vectors to keep at most; 0 for none */
    ChannelRange(int width, int sampleVectors) {
        this.maximum = new float[width];
        this.samples = new float[width * sampleVectors];
    }

    void add(float[] values, int positions) {
        int width = maximum.length;
        for (int p = 0; p < positions; p++) {
            for (int c = 0, at = p * width; c < width; c++, at++) {
                maximum[c] = Math.max(maximum[c], Math.abs(values[at]));
            }
            if (samples.length > 0) {
                sample(values, p * width);
            }
        }
    }

    private void sample(float[] values, int from) {
        int width = maximum.length;
        if (seen++ % stride != 0) {
            return;
        }
        if (sampled * width == samples.length) {
            halve();
            if ((seen - 1) % stride != 0) {
                return;
            }
        }
        System.arraycopy(values, from, samples, sampled++ * width, width);
    }

    private void halve() {
        int width = maximum.length;
        int kept = (sampled + 1) / 2;
        for (int i = 1; i < kept; i++) {
            System.arraycopy(samples, 2 * i * width, samples, i * width, width);
        }
        sampled = kept;
        stride *= 2;
    }

    /** Largest magnitude of a channel in the model's own units. */
    float maximum(int channel) {
        return maximum[channel];
    }

    boolean finite() {
        for (float m : maximum) {
            if (!Float.isFinite(m)) {
                return false;
            }
        }
        return true;
    }

    int width() {
        return maximum.length;
    }

    /** Largest magnitude after channel c is multiplied by {@code scale[c]}. */
    double maximum(double[] scale) {
        double largest = 0;
        for (int c = 0; c < maximum.length; c++) {
            largest = Math.max(largest, maximum[c] * scale[c]);
        }
        return largest;
    }

    /** The kept samples, channel c multiplied by {@code scale[c]}. */
    double[] samples(double[] scale) {
        double[] scaled = new double[sampled * maximum.length];
        Arrays.setAll(scaled, i -> samples[i] * scale[i % maximum.length]);
        return scaled;
    }
}
