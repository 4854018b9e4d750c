package io.github.dsllm.sim.training.chip;

import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;

/**
 * Turns points onto the axes along which they differ most and brings each axis to the variance 1 (principal components: Pearson, 1901), so that all inputs of a head learn at one rate.
 */
final class Whitening {
    /** Share of the greatest variance below which an axis holds rounding only; it gives zeros. */
    private static final double LEAST = 1e-9;

    private final double[] mean; // (dimensions)
    private final double[][] axes; // (axes, dimensions), divided by the deviation

    /**
     * Finds the axes. O(points · dimensions² + dimensions³).
     *
     * @param points at least one, all of the same length
     * @param count axes, at most as many as dimensions
     */
    Whitening(List<double[]> points, int count) {
        int n = points.get(0).length;
        mean = new double[n];
        for (double[] point : points) {
            for (int i = 0; i < n; i++) {
                mean[i] += point[i] / points.size();
            }
        }
        EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(covariance(points));
        double[] values = eigen.getEigenvalues();
        axes = new double[count][n];
        for (int axis = 0; axis < count; axis++) {
            double[] vector = eigen.getEigenvector(axis).toArray();
            double variance = values[axis];
            double scale = variance > LEAST * values[0] ? sign(vector) / Math.sqrt(variance) : 0;
            for (int i = 0; i < n; i++) {
                axes[axis][i] = scale * vector[i];
            }
        }
    }

    /** An axis has no direction of its own: its greatest component is positive. */
    private static double sign(double[] vector) {
        double greatest = 0;
        for (double each : vector) {
            greatest = Math.abs(each) > Math.abs(greatest) ? each : greatest;
        }
        return greatest < 0 ? -1 : 1;
    }

    private RealMatrix covariance(List<double[]> points) {
        int n = mean.length;
        RealMatrix covariance = new Array2DRowRealMatrix(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = 0;
                for (double[] point : points) {
                    sum += (point[i] - mean[i]) * (point[j] - mean[j]);
                }
                covariance.setEntry(i, j, sum / points.size());
                covariance.setEntry(j, i, sum / points.size());
            }
        }
        return covariance;
    }

    /** A point on the axes (axes). */
    double[] of(double[] point) {
        double[] place = new double[axes.length];
        for (int axis = 0; axis < axes.length; axis++) {
            for (int i = 0; i < mean.length; i++) {
                place[axis] += axes[axis][i] * (point[i] - mean[i]);
            }
        }
        return place;
    }
}
