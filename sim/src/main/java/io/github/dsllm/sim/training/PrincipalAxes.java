package io.github.dsllm.sim.training;

import java.util.List;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.RealMatrix;

/**
 * Points of many dimensions on the few axes along which they differ most (principal components: Pearson, 1901). With n points the axes come from the n × n matrix of inner
 * products, so dimensions cost no more than reading them.
 *
 * @param places (points, axes), relative to the mean of all points
 * @param shares of all variance per axis, in [0, 1], descending
 */
public record PrincipalAxes(double[][] places, double[] shares) {

    /**
     * Finds the axes.
     *
     * @param points at least one, all of the same length
     * @param axes how many, at least 1; those beyond the number of points have places and shares of 0
     */
    public static PrincipalAxes of(List<float[]> points, int axes) {
        EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(centred(products(points)));
        double[] values = eigen.getEigenvalues();
        double all = 0;
        for (double value : values) {
            all += Math.max(0, value);
        }
        double[][] places = new double[points.size()][axes];
        double[] shares = new double[axes];
        for (int axis = 0; axis < Math.min(axes, values.length); axis++) {
            double value = Math.max(0, values[axis]);
            shares[axis] = all == 0 ? 0 : value / all;
            double[] vector = eigen.getEigenvector(axis).toArray();
            double length = Math.sqrt(value) * direction(vector);
            for (int point = 0; point < vector.length; point++) {
                places[point][axis] = length * vector[point];
            }
        }
        return new PrincipalAxes(places, shares);
    }

    /** An axis has no direction of its own: the farthest point lies in its positive one, the first among equals. */
    private static double direction(double[] vector) {
        double farthest = 0;
        for (double each : vector) {
            farthest = Math.abs(each) > Math.abs(farthest) ? each : farthest;
        }
        return farthest < 0 ? -1 : 1;
    }

    private static RealMatrix products(List<float[]> points) {
        int n = points.size();
        RealMatrix products = new Array2DRowRealMatrix(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double product = product(points.get(i), points.get(j));
                products.setEntry(i, j, product);
                products.setEntry(j, i, product);
            }
        }
        return products;
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (double) a[k] * b[k];
        }
        return sum;
    }

    /** Inner products relative to the mean: rows and columns minus their means, plus the mean of all. */
    private static RealMatrix centred(RealMatrix products) {
        int n = products.getRowDimension();
        double[] means = new double[n];
        double mean = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                means[i] += products.getEntry(i, j) / n;
            }
            mean += means[i] / n;
        }
        RealMatrix centred = products.copy();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double entry = products.getEntry(i, j) - means[i] - means[j] + mean;
                centred.setEntry(i, j, entry);
                centred.setEntry(j, i, entry);
            }
        }
        return centred;
    }
}
