package io.github.dsllm.sim.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrincipalAxesTest {
    private static final int DIMENSIONS = 5_000;
    private static final double[][] FLAT = {{0, 0}, {9, 1}, {-3, 4}, {-6, -5}, {2, 2}};

    /** Points of a plane somewhere in many dimensions. */
    private static List<float[]> points(double outOfPlane) {
        Random random = new Random(3);
        float[] mean = random(random);
        float[] first = random(random);
        float[] second = random(random);
        List<float[]> points = new ArrayList<>();
        for (double[] place : FLAT) {
            float[] noise = random(random);
            float[] point = new float[DIMENSIONS];
            for (int k = 0; k < DIMENSIONS; k++) {
                point[k] = (float) (mean[k] + place[0] * first[k] + place[1] * second[k] + outOfPlane * noise[k]);
            }
            points.add(point);
        }
        return points;
    }

    private static float[] random(Random random) {
        float[] vector = new float[DIMENSIONS];
        for (int k = 0; k < DIMENSIONS; k++) {
            vector[k] = (float) (random.nextGaussian() / Math.sqrt(DIMENSIONS));
        }
        return vector;
    }

    @Test
    void twoAxesKeepAllDistancesOfAPlane() {
        List<float[]> points = points(0);
        PrincipalAxes axes = PrincipalAxes.of(points, 3);

        for (int i = 0; i < points.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertThat(distance(axes.places()[i], axes.places()[j]))
                        .isCloseTo(distance(points.get(i), points.get(j)), within(1e-4));
            }
        }
        assertThat(axes.shares()[0] + axes.shares()[1]).isCloseTo(1, within(1e-6));
        assertThat(axes.shares()[0]).isGreaterThan(axes.shares()[1]);
        assertThat(axes.places()[1][0]).as("the farthest point").isPositive();
    }

    @Test
    void whatLeavesThePlaneIsMissed() {
        List<float[]> points = points(3);
        PrincipalAxes axes = PrincipalAxes.of(points, 2);

        assertThat(axes.shares()[0] + axes.shares()[1]).isLessThan(0.95);
        assertThat(distance(axes.places()[0], axes.places()[4]))
                .isLessThan(distance(points.get(0), points.get(4)) - 0.1);
    }

    @Test
    void placesAreRelativeToTheMean() {
        double[][] places = PrincipalAxes.of(points(1), 2).places();
        double sum = 0;
        for (double[] place : places) {
            sum += place[0];
        }
        assertThat(sum).isCloseTo(0, within(1e-9));
    }

    @Test
    void aSinglePointIsItsMean() {
        PrincipalAxes axes = PrincipalAxes.of(points(0).subList(0, 1), 2);

        assertThat(axes.places()[0]).containsExactly(0, 0);
        assertThat(axes.shares()).containsExactly(0, 0);
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (a[k] - b[k]) * (a[k] - b[k]);
        }
        return Math.sqrt(sum);
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += ((double) a[k] - b[k]) * ((double) a[k] - b[k]);
        }
        return Math.sqrt(sum);
    }
}
