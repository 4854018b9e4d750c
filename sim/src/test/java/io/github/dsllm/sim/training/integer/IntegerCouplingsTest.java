package io.github.dsllm.sim.training.integer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.chip.NumericsReader;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.quantise.CouplingLevels;
import io.github.dsllm.sim.training.Initialisation;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.node.ExponentialNode;
import io.github.dsllm.sim.training.node.Rest;
import io.github.dsllm.sim.training.pass.FiniteDifferences;
import io.github.dsllm.sim.training.pass.Parameters;
import io.github.dsllm.sim.training.pass.Pass;
import io.github.dsllm.sim.training.usual.Backpropagation;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntegerCouplingsTest {
    private static final ModelShape SHAPE = TinyModels.withOwnHead(TinyModels.shape(8, 10, 2, 4, 2, 12, 16));
    private static final int[] TEXT = {1, 7, 3, 3, 9, 11, 5};
    private static final int[] TARGETS = {7, 3, 3, 9, 11, 5, -1};
    private static final Numerics FOUR_BITS = numerics(4);
    private static final CouplingLevels LEVELS = CouplingLevels.of(FOUR_BITS);

    private final IntegerCouplings integers = new IntegerCouplings(FOUR_BITS);
    private Parameters weights = new Parameters(SHAPE, Precision.FLOAT64);

    static Numerics numerics(int bits) {
        return new NumericsReader().parse("numerics.yaml", "couplingBits: " + bits);
    }

    /** Steps that clip some couplings, exactly as 1/h holds them. */
    @BeforeEach
    void prepare() {
        weights = integers.prepare(random());
        weights.tensors().keySet().stream().filter(Parameters::isCoupling).forEach(name -> {
            Matrix steps = weights.stepsOf(name);
            for (int i = 0; i < steps.columns(); i++) {
                steps.set(0, i, StrictMath.log(LEVELS.rounded(0.75 * StrictMath.exp(steps.get(0, i)))));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 6, 8})
    void everyRowHasIntegersUpToTheGreatest(int bits) {
        IntegerCouplings some = new IntegerCouplings(numerics(bits));
        int limit = (1 << (bits - 1)) - 1;
        Parameters prepared = some.prepare(Initialisation.of(SHAPE, Precision.FLOAT32, 3));
        prepared.stepsOf("layers.1.wo").set(0, 2, 5); // far beyond the largest coupling
        Parameters rounded = prepared.zeros();
        some.round(prepared, rounded);

        rounded.tensors().forEach((name, tensor) -> {
            for (int i = 0; Parameters.isCoupling(name) && i < tensor.rows(); i++) {
                double step = StrictMath.exp(prepared.stepsOf(name).get(0, i));
                double greatest = 0;
                for (int j = 0; j < tensor.columns(); j++) {
                    double level = tensor.get(i, j) / step;
                    assertThat(level).as(name).isCloseTo(Math.rint(level), within(0.05));
                    greatest = Math.max(greatest, Math.abs(Math.rint(level)));
                }
                assertThat(greatest).as("%s row %s", name, i).isEqualTo(limit);
            }
        });
    }

    @Test
    void foldedGainsChangeNothing() {
        Parameters before = random();
        before.layer(1).ffnNorm().gain().set(0, 3, -1.7);
        before.layer(0).attentionNorm().gain().set(0, 1, 0.3);
        Parameters after = integers.prepare(before);

        assertThat(loss(after)).isCloseTo(loss(before), within(1e-12));
        assertThat(after.layer(1).ffnNorm().gain().get(0, 3)).isEqualTo(1);
        before.layer(1).ffnNorm().gain().set(0, 3, 1);
        assertThat(Math.abs(loss(after) - loss(before))).isGreaterThan(1e-6);
    }

    /** Rounding that keeps its distance: J = w/s + (J₀ − w₀/s₀), and J = ±limit where it is clamped. Its slope is what passes. */
    @Test
    void gradientsPassTheRoundingAsIfItWereNone() {
        Parameters rounded = weights.zeros();
        integers.round(weights, rounded);
        Parameters gradient = gradient(rounded);
        integers.pullBack(weights, gradient);
        Map<String, Matrix> tensors = weights.tensors();
        int clamped = 0;

        for (Map.Entry<String, Matrix> tensor : tensors.entrySet()) {
            String name = tensor.getKey();
            if (!Parameters.isCoupling(name)) {
                continue;
            }
            Matrix w = tensor.getValue();
            Matrix s = weights.stepsOf(name);
            Matrix distance = w.copy();
            boolean[][] clamps = new boolean[w.rows()][w.columns()];
            for (int i = 0; i < w.rows(); i++) {
                double step = StrictMath.exp(s.get(0, i));
                for (int j = 0; j < w.columns(); j++) {
                    distance.set(i, j, (rounded.tensor(name).get(i, j) - w.get(i, j)) / step);
                    clamps[i][j] = Math.abs(distance.get(i, j)) > 0.5;
                    clamped += clamps[i][j] ? 1 : 0;
                }
            }
            Matrix seen = rounded.tensor(name);
            Matrix levels = seen.copy();
            for (int i = 0; i < w.rows(); i++) {
                for (int j = 0; j < w.columns(); j++) {
                    levels.set(i, j, Math.rint(seen.get(i, j) / StrictMath.exp(s.get(0, i))));
                }
            }
            Runnable smooth = () -> {
                for (int i = 0; i < w.rows(); i++) {
                    double step = StrictMath.exp(s.get(0, i));
                    for (int j = 0; j < w.columns(); j++) {
                        seen.set(
                                i, j, clamps[i][j] ? step * levels.get(i, j) : w.get(i, j) + step * distance.get(i, j));
                    }
                }
            };
            assertThat(FiniteDifferences.error(w, gradient.tensor(name), () -> lossAfter(smooth, rounded)))
                    .as(name)
                    .isLessThan(FiniteDifferences.TOLERANCE);
            assertThat(FiniteDifferences.error(s, gradient.stepsOf(name), () -> lossAfter(smooth, rounded)))
                    .as("steps of " + name)
                    .isLessThan(FiniteDifferences.TOLERANCE);
            smooth.run();
        }
        assertThat(clamped).isGreaterThan(20);
        assertThat(gradient.layer(0).ffnNorm().gain().get(0, 2)).isZero();
    }

    @Test
    void aRowOfZerosStaysOne() {
        weights.layer(0).wq().j().rowRange(2, 1).zero();
        Parameters rounded = weights.zeros();
        integers.round(weights, rounded);

        assertThat(rounded.layer(0).wq().j().get(2, 5)).isZero();
        assertThat(rounded.layer(0).wq().j().get(3, 5)).isNotZero();
    }

    private static Parameters random() {
        Parameters parameters = new Parameters(SHAPE, Precision.FLOAT64);
        TinyModels.weights(SHAPE, 7).forEach((name, values) -> {
            Matrix tensor = parameters.tensor(name);
            for (int i = 0; i < values.length; i++) {
                tensor.set(i / tensor.columns(), i % tensor.columns(), values[i]);
            }
        });
        return parameters;
    }

    private static double lossAfter(Runnable change, Parameters seen) {
        change.run();
        return loss(seen);
    }

    private static double loss(Parameters seen) {
        Pass pass = pass(seen);
        pass.forward(TEXT);
        return pass.loss(TARGETS);
    }

    private static Parameters gradient(Parameters seen) {
        Pass pass = pass(seen);
        Parameters sums = seen.zeros();
        pass.forward(TEXT);
        pass.backward(TARGETS, 1, new Backpropagation(), sums);
        return sums;
    }

    private static Pass pass(Parameters seen) {
        return new Pass(seen, TEXT.length, ExponentialNode.EXACT, Rest.EXACT);
    }
}
