package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.program.OperatorMapping;

/**
 * A node function as 1024 integers: entry i is f((i − 512)·2<sup>−indexFraction</sup>) with {@code outputFraction} binary places. A state x with F places
 * reads entry clamp(R(x, F − indexFraction) + 512, 0, 1023). All layers of a model share one table.
 *
 * @param operator the operator's name
 */
public record NodeTable(String operator, int indexFraction, int outputFraction, short[] entries) {
    public static final int SIZE = 1024;
    private static final int HALF = SIZE / 2;
    private static final int INDEX_BITS = 10;
    private static final int ENTRY_BITS = 16;
    private static final int FINER_OCTAVES = 6;

    public NodeTable {
        if (entries.length != SIZE) {
            throw new IllegalArgumentException("a node table has " + SIZE + " entries, not " + entries.length);
        }
    }

    /**
     * The table whose step covers the samples with the least squared error: the range may be narrower than the samples where f is flat.
     *
     * @param samples calibrated inputs, real values
     * @param largest largest magnitude of an input
     * @param bits width of the output state
     */
    static NodeTable fit(OperatorMapping mapping, double[] samples, double largest, int bits) {
        int covering = StateFormat.covering(largest, INDEX_BITS);
        NodeTable best = of(mapping, covering, bits);
        double bestError = best.squaredError(mapping, samples);
        for (int fraction = covering + 1; fraction <= covering + FINER_OCTAVES; fraction++) {
            NodeTable finer = of(mapping, fraction, bits);
            double error = finer.squaredError(mapping, samples);
            if (error < bestError) {
                best = finer;
                bestError = error;
            }
        }
        return best;
    }

    private static NodeTable of(OperatorMapping mapping, int indexFraction, int bits) {
        double[] values = new double[SIZE];
        double largest = 0;
        for (int i = 0; i < SIZE; i++) {
            values[i] = mapping.apply(Math.scalb((double) (i - HALF), -indexFraction));
            if (!Double.isFinite(values[i])) {
                throw new IllegalStateException("operator \"" + mapping.operator() + "\" of "
                        + mapping.getClass().getName() + " is " + values[i] + " at "
                        + Math.scalb((double) (i - HALF), -indexFraction) + "; a node function must be finite");
            }
            largest = Math.max(largest, Math.abs(values[i]));
        }
        int width = Math.min(bits, ENTRY_BITS);
        int outputFraction = StateFormat.covering(largest, width);
        short[] entries = new short[SIZE];
        double limit = Math.scalb(1.0, width - 1);
        for (int i = 0; i < SIZE; i++) {
            entries[i] =
                    (short) Math.max(-limit, Math.min(limit - 1, Math.rint(Math.scalb(values[i], outputFraction))));
        }
        return new NodeTable(mapping.operator(), indexFraction, outputFraction, entries);
    }

    private double squaredError(OperatorMapping mapping, double[] samples) {
        double error = 0;
        for (double sample : samples) {
            double difference = value(sample) - mapping.apply(sample);
            error += difference * difference;
        }
        return error;
    }

    /** What the table gives for a real x. */
    public double value(double x) {
        double index = Math.floor(Math.scalb(x, indexFraction) + 0.5) + HALF;
        return Math.scalb((double) entries[(int) Math.max(0, Math.min(SIZE - 1, index))], -outputFraction);
    }
}
