package io.github.dsllm.sim.training.optimise;

import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Values;
import io.github.dsllm.sim.training.pass.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019, algorithm 2): m and v are running means of g and g², corrected for their start at 0;
 * w ← w − η·(m̂/(√v̂ + ε) + λ·w). Gains are not decayed.
 */
public final class AdamW implements Optimiser {
    private static final double EPSILON = 1e-8;

    private final double meanDecay;
    private final double squareDecay;
    private final double weightDecay;
    private final Parameters means;
    private final Parameters squares;

    /**
     * @param meanDecay β1 in [0, 1)
     * @param squareDecay β2 in [0, 1)
     * @param weightDecay λ, at least 0
     */
    public AdamW(Parameters weights, double meanDecay, double squareDecay, double weightDecay) {
        this.meanDecay = meanDecay;
        this.squareDecay = squareDecay;
        this.weightDecay = weightDecay;
        this.means = weights.zeros();
        this.squares = weights.zeros();
    }

    @Override
    public void step(
            Parameters weights, Parameters gradients, long step, double rate, double factor, int part, int parts) {
        int from = Optimiser.bound(weights, part, parts);
        change(weights, gradients, step, rate, factor, from, Optimiser.bound(weights, part + 1, parts));
    }

    /** Changes the weights {@code from} … {@code to − 1}. */
    void change(Parameters weights, Parameters gradients, long step, double rate, double factor, int from, int to) {
        double meanCorrection = 1 / (1 - StrictMath.pow(meanDecay, (double) step));
        double squareCorrection = 1 / (1 - StrictMath.pow(squareDecay, (double) step));
        for (Matrix tensor : weights.tensors().values()) {
            int end = Math.min(to, tensor.start() + tensor.rows() * tensor.columns());
            double decay = tensor.rows() == 1 ? 0 : weightDecay;
            for (int i = Math.max(from, tensor.start()); i < end; i++) {
                double g = factor * gradients.values().get(i);
                double mean = running(means.values(), i, meanDecay, g);
                double square = running(squares.values(), i, squareDecay, g * g);
                double direction = mean * meanCorrection / (Math.sqrt(square * squareCorrection) + EPSILON);
                weights.values()
                        .add(i, -rate * (direction + decay * weights.values().get(i)));
            }
        }
    }

    private static double running(Values values, int i, double decay, double next) {
        values.set(i, decay * values.get(i) + (1 - decay) * next);
        return values.get(i);
    }

    @Override
    public Map<String, Parameters> state() {
        Map<String, Parameters> state = new LinkedHashMap<>();
        state.put("means", means);
        state.put("squares", squares);
        return state;
    }
}
