package io.github.dsllm.sim.physics.imperfect;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hipparchus.distribution.continuous.TDistribution;

/** A figure of quality against the strength of an imperfection, over several chips (seeds) per strength. */
public final class Sweep {
    private static final double CONFIDENCE = 0.95;

    private Sweep() {}

    /** One chip's figures. */
    @FunctionalInterface
    public interface Chip {
        /** Runs on a thread of its own. */
        double[] measure(double strength, long seed);
    }

    /**
     * What was found at one strength.
     *
     * @param values figures of each chip (seeds, figures)
     */
    public record Point(double strength, double[][] values) {
        public double mean(int figure) {
            double sum = 0;
            for (double[] chip : values) {
                sum += chip[figure];
            }
            return sum / values.length;
        }

        /** Half the width of the 95 % confidence interval of the mean, by Student's distribution; NaN for a single chip. */
        public double halfWidth(int figure) {
            int n = values.length;
            if (n < 2) {
                return Double.NaN;
            }
            double mean = mean(figure);
            double squares = 0;
            for (double[] chip : values) {
                squares += (chip[figure] - mean) * (chip[figure] - mean);
            }
            double t = new TDistribution(n - 1).inverseCumulativeProbability(0.5 + 0.5 * CONFIDENCE);
            return t * Math.sqrt(squares / (n - 1) / n);
        }
    }

    /**
     * Measures chips with the seeds {@code seed}, {@code seed} + 1, … at every strength, on as many threads. The result does not depend on their number.
     *
     * @throws IllegalStateException if the thread is interrupted
     */
    public static List<Point> of(double[] strengths, int seeds, long seed, int threads, Chip chip) {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<List<Future<double[]>>> running = new ArrayList<>();
            for (double strength : strengths) {
                List<Future<double[]>> chips = new ArrayList<>();
                for (int s = 0; s < seeds; s++) {
                    long own = seed + s;
                    chips.add(pool.submit(() -> chip.measure(strength, own)));
                }
                running.add(chips);
            }
            List<Point> points = new ArrayList<>();
            for (int k = 0; k < strengths.length; k++) {
                double[][] values = new double[seeds][];
                for (int s = 0; s < seeds; s++) {
                    values[s] = running.get(k).get(s).get();
                }
                points.add(new Point(strengths[k], values));
            }
            return points;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while chips were measured", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            pool.shutdownNow();
        }
    }
}
