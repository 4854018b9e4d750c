package io.github.dsllm.sim.training.optimise;

import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.pass.Parameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Orthogonalised momentum (Muon; Jordan et al., 2024): m ← μ·m + g, O the matrix next to g + μ·m with all singular values near 1, w ← w − η·(0.2·√max(rows, columns)·O + λ·w),
 * which is as long as a step of {@link AdamW} (Liu et al., 2025). Matrices of tokens, and gains, are left to {@link AdamW}.
 */
public final class Muon implements Optimiser {
    private static final double LENGTH = 0.2;

    private final double momentum;
    private final double weightDecay;
    private final Parameters momenta;
    private final AdamW others;

    /**
     * @param momentum μ in [0, 1)
     * @param weightDecay λ, at least 0
     */
    public Muon(Parameters weights, double momentum, double weightDecay, AdamW others) {
        this.momentum = momentum;
        this.weightDecay = weightDecay;
        this.momenta = weights.zeros();
        this.others = others;
    }

    @Override
    public void step(
            Parameters weights, Parameters gradients, long step, double rate, double factor, int part, int parts) {
        List<String> names = new ArrayList<>(weights.tensors().keySet());
        for (int i = part; i < names.size(); i += parts) {
            Matrix tensor = weights.tensor(names.get(i));
            if (isHidden(names.get(i))) {
                turn(tensor, gradients.tensor(names.get(i)), momenta.tensor(names.get(i)), rate, factor);
            } else {
                int end = tensor.start() + tensor.rows() * tensor.columns();
                others.change(weights, gradients, step, rate, factor, tensor.start(), end);
            }
        }
    }

    private static boolean isHidden(String tensor) {
        return tensor.contains(".w") && Parameters.isCoupling(tensor);
    }

    private void turn(Matrix weights, Matrix gradient, Matrix mean, double rate, double factor) {
        Matrix direction = mean.zeros(mean.rows(), mean.columns());
        for (int i = 0; i < weights.rows(); i++) {
            for (int j = 0; j < weights.columns(); j++) {
                double g = factor * gradient.get(i, j);
                mean.set(i, j, momentum * mean.get(i, j) + g);
                direction.set(i, j, g + momentum * mean.get(i, j));
            }
        }
        Matrix orthogonal = Orthogonal.nextTo(direction);
        double length = LENGTH * Math.sqrt(Math.max(weights.rows(), weights.columns()));
        for (int i = 0; i < weights.rows(); i++) {
            for (int j = 0; j < weights.columns(); j++) {
                weights.add(i, j, -rate * (length * orthogonal.get(i, j) + weightDecay * weights.get(i, j)));
            }
        }
    }

    @Override
    public Map<String, Parameters> state() {
        Map<String, Parameters> state = new LinkedHashMap<>(others.state());
        state.put("momenta", momenta);
        return state;
    }
}
