package io.github.dsllm.sim.training;

import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.pass.Parameters;
import java.util.Map;
import java.util.TreeMap;

/** How much two gradients point the same way, layer by layer. */
final class GradientCosines {
    private GradientCosines() {}

    /** Cosines by {@code layers.<n>}, and by name for tensors of no layer; 0 where one of both vanishes. */
    static Map<String, Double> byLayer(Parameters a, Parameters b) {
        Map<String, double[]> sums = new TreeMap<>();
        a.tensors()
                .forEach((name, tensor) ->
                        add(tensor, b.tensor(name), sums.computeIfAbsent(layer(name), each -> new double[3])));
        Map<String, Double> cosines = new TreeMap<>();
        sums.forEach((layer, sum) -> cosines.put(layer, cosine(sum)));
        return cosines;
    }

    private static String layer(String tensor) {
        return tensor.startsWith("layers.") ? tensor.substring(0, tensor.lastIndexOf('.')) : tensor;
    }

    /** a·b, a·a and b·b. */
    private static void add(Matrix a, Matrix b, double[] sums) {
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < a.columns(); j++) {
                double x = a.get(i, j);
                double y = b.get(i, j);
                sums[0] += x * y;
                sums[1] += x * x;
                sums[2] += y * y;
            }
        }
    }

    private static double cosine(double[] sums) {
        return sums[1] == 0 || sums[2] == 0 ? 0 : sums[0] / Math.sqrt(sums[1]) / Math.sqrt(sums[2]);
    }
}
