package io.github.dsllm.sim.training.integer;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.model.Anatomy;
import io.github.dsllm.codegen.program.OperatorMappings;
import io.github.dsllm.codegen.quantise.CouplingLevels;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.pass.Parameters;
import java.util.Objects;

/**
 * Couplings that the forward pass sees as the chip holds them, J·s with an integer J and a step s = 1/h per row, while real weights behind them are trained (Bengio et al.,
 * 2013; Esser et al., ICLR 2020). Gradients pass the rounding as if it were none:
 *
 * <p>∂L/∂w = g where |w/s| ≤ limit + ½, else 0; ∂L/∂ln s = s·Σ g·(J − w/s), where J is clamped s·Σ g·(±limit).
 *
 * <p>A step never exceeds max|w|/limit, so each row has a coupling of the greatest level. Therefore the quantiser, which tries that step first, finds the same J and s in
 * the rounded weights, and a chip needs nothing but them.
 */
public final class IntegerCouplings {
    private final CouplingLevels levels;

    /** @param numerics those of the chip; couplings of at most 12 bits come back from the quantiser as they were */
    public IntegerCouplings(Numerics numerics) {
        this.levels = CouplingLevels.of(numerics);
    }

    /**
     * Weights to train. The gains of the blocks' norms are folded into the couplings behind them, as the chip does, and stay 1; steps are those that the quantiser would take.
     */
    public Parameters prepare(Parameters weights) {
        if (!weights.shape().anatomy().equals(Anatomy.LLAMA)
                || !OperatorMappings.isSilu(weights.shape().activation())) {
            throw new UserError(
                    "this model is trained with real numbers only, because it is not of the Llama family with SiLU ("
                            + weights.shape().describe() + "); perhaps you should leave the coupling bits out");
        }
        Parameters prepared = weights.withSteps();
        for (int i = 0; i < prepared.shape().layers(); i++) {
            Parameters.Layer layer = prepared.layer(i);
            fold(layer.attentionNorm(), layer.wq(), layer.wk(), layer.wv());
            fold(layer.ffnNorm(), layer.w1(), Objects.requireNonNull(layer.w3()));
        }
        prepared.tensors().forEach((name, tensor) -> {
            if (Parameters.isCoupling(name)) {
                seek(tensor, prepared.stepsOf(name));
            }
        });
        return prepared;
    }

    private static void fold(Parameters.Scale scale, Parameters.Linear... readers) {
        Matrix gain = scale.gain();
        for (int j = 0; j < gain.columns(); j++) {
            for (Parameters.Linear reader : readers) {
                for (int i = 0; i < reader.j().rows(); i++) {
                    reader.j().set(i, j, reader.j().get(i, j) * gain.get(0, j));
                }
            }
            gain.set(0, j, 1);
        }
    }

    private void seek(Matrix tensor, Matrix steps) {
        double[] row = new double[tensor.columns()];
        for (int i = 0; i < tensor.rows(); i++) {
            tensor.read(i, row.length, row);
            double step = levels.searched(row);
            steps.set(0, i, step == 0 ? 0 : StrictMath.log(step));
        }
    }

    /**
     * What the chip holds of the weights.
     *
     * @param weights with steps; those that are too large are lowered to the largest of use
     * @param rounded takes J·s and the gains
     */
    public void round(Parameters weights, Parameters rounded) {
        weights.tensors().forEach((name, tensor) -> {
            if (Parameters.isCoupling(name)) {
                round(tensor, weights.stepsOf(name), rounded.tensor(name));
            } else {
                rounded.tensor(name).zero();
                rounded.tensor(name).addAll(tensor);
            }
        });
    }

    private void round(Matrix tensor, Matrix steps, Matrix rounded) {
        double[] row = new double[tensor.columns()];
        for (int i = 0; i < tensor.rows(); i++) {
            tensor.read(i, row.length, row);
            double covering = levels.covering(row);
            if (covering == 0) {
                rounded.rowRange(i, 1).zero();
                continue;
            }
            if (StrictMath.exp(steps.get(0, i)) > covering) {
                steps.set(0, i, StrictMath.log(covering));
            }
            double step = step(steps, i);
            for (int j = 0; j < row.length; j++) {
                row[j] = levels.level(row[j], step) * step;
            }
            rounded.write(i, row.length, row);
        }
    }

    private double step(Matrix steps, int row) {
        return levels.rounded(StrictMath.exp(steps.get(0, row)));
    }

    /** Turns gradients at the rounded weights into those at the weights and their steps, in place; folded gains have none. */
    public void pullBack(Parameters weights, Parameters gradients) {
        weights.tensors().forEach((name, tensor) -> {
            if (Parameters.isCoupling(name)) {
                pullBack(tensor, weights.stepsOf(name), gradients.tensor(name), gradients.stepsOf(name));
            } else if (name.endsWith("attentionNorm") || name.endsWith("ffnNorm")) {
                gradients.tensor(name).zero();
            }
        });
    }

    private void pullBack(Matrix tensor, Matrix steps, Matrix gradient, Matrix toSteps) {
        double[] row = new double[tensor.columns()];
        double[] g = new double[row.length];
        for (int i = 0; i < tensor.rows(); i++) {
            tensor.read(i, row.length, row);
            gradient.read(i, row.length, g);
            double step = step(steps, i);
            double toStep = 0;
            for (int j = 0; j < row.length; j++) {
                double exact = row[j] / step;
                double level = levels.level(row[j], step);
                boolean clamped = Math.abs(exact - level) > 0.5;
                toStep += g[j] * (clamped ? level : level - exact);
                g[j] = clamped ? 0 : g[j];
            }
            gradient.write(i, row.length, g);
            toSteps.set(0, i, step * toStep);
        }
    }
}
