package io.github.dsllm.verification.sizing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.QRDecomposition;
import org.hipparchus.linear.RealVector;

/**
 * What each part of a sum costs, learnt from sums that were measured: the costs with the least squares of relative errors. A cost that the measurements say little about
 * stays near the one that is expected.
 */
final class Costs {
    /** How much an expectation counts against a measurement: a part that costs twice what is expected weighs as much as a sum that is missed by so much of that part. */
    private static final double TRUST = 0.07;

    private final Map<String, Double> costs;

    private Costs(Map<String, Double> costs) {
        this.costs = Collections.unmodifiableMap(new LinkedHashMap<>(costs));
    }

    /**
     * Fits costs.
     *
     * @param parts of each sum, by name; all have the same names
     * @param measured each sum, above 0
     * @param expected cost of each part
     */
    static Costs fit(List<Map<String, Double>> parts, List<Double> measured, Map<String, Double> expected) {
        List<String> names = List.copyOf(expected.keySet());
        List<double[]> rows = new ArrayList<>();
        List<Double> goals = new ArrayList<>();
        double[] shares = new double[names.size()];
        for (int run = 0; run < parts.size(); run++) {
            double[] row = new double[names.size()];
            for (int i = 0; i < row.length; i++) {
                row[i] = value(parts.get(run), names.get(i)) / measured.get(run);
                shares[i] += row[i] / parts.size();
            }
            rows.add(row);
            goals.add(1.0);
        }
        for (int i = 0; i < shares.length; i++) {
            double[] row = new double[shares.length];
            row[i] = TRUST * Math.max(shares[i], LEAST_SHARE);
            rows.add(row);
            goals.add(row[i] * value(expected, names.get(i)));
        }
        RealVector solution = new QRDecomposition(new Array2DRowRealMatrix(rows.toArray(double[][]::new)))
                .getSolver()
                .solve(new ArrayRealVector(goals.toArray(Double[]::new)));
        Map<String, Double> costs = new LinkedHashMap<>();
        for (int i = 0; i < shares.length; i++) {
            costs.put(names.get(i), solution.getEntry(i));
        }
        return new Costs(costs);
    }

    private static final double LEAST_SHARE = 1e-6;

    /** The sum of parts at these costs. */
    double of(Map<String, Double> parts) {
        return costs.entrySet().stream()
                .mapToDouble(cost -> cost.getValue() * value(parts, cost.getKey()))
                .sum();
    }

    private static double value(Map<String, Double> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }

    /** Cost of each part. */
    Map<String, Double> costs() {
        return costs;
    }
}
