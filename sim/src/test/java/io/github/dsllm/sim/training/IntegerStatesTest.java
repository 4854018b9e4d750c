package io.github.dsllm.sim.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.QuantisedMatrix;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.codegen.quantise.Quantiser;
import io.github.dsllm.codegen.quantise.State;
import io.github.dsllm.codegen.quantise.StateSteps;
import io.github.dsllm.sim.training.integer.IntegerCouplings;
import io.github.dsllm.sim.training.integer.IntegerStates;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.pass.Parameters;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rounded stages against the integers of the chip. Those whose scales hold nothing but powers of two beside the step agree in every bit. */
class IntegerStatesTest {
    private static final ModelShape SHAPE = TinyModels.withOwnHead(TinyModels.shape(16, 20, 2, 4, 2, 32, 24));
    private static final Numerics NUMERICS = Numerics.DEFAULT.withCouplingBits(4);
    private static final int POSITIONS = 50;

    private final Parameters seen = seen();
    private final LanguageModel model = MatrixTensor.model(seen);
    private final CalibrationSet text = CalibrationSet.sampled(model, 4);
    private final QuantisedModel chip =
            new Quantiser(NUMERICS).quantise(model, text).model();
    private final StateSteps steps = new Quantiser(NUMERICS).stateSteps(model, text);

    /** A linear stage of layer 1, or the head. */
    record Stage(String weights, State in, State out, Function<QuantisedModel, QuantisedMatrix> matrix) {
        @Override
        public String toString() {
            return weights;
        }
    }

    static Stream<Stage> exact() {
        return Stream.of(
                new Stage(
                        "layers.1.wv",
                        State.XN1,
                        State.V,
                        chip -> chip.layers().get(1).wv()),
                new Stage(
                        "layers.1.wo",
                        State.ATT,
                        State.RESIDUAL,
                        chip -> chip.layers().get(1).wo()),
                new Stage(
                        "layers.1.w3",
                        State.XN2,
                        State.H3,
                        chip -> chip.layers().get(1).w3()),
                new Stage("head", State.FINAL, State.LOGIT, QuantisedModel::head));
    }

    @ParameterizedTest
    @MethodSource("exact")
    void aLinearStageIsTheChipsToTheLastBit(Stage stage) {
        assertThat(different(stage, NUMERICS)).isZero();
    }

    @ParameterizedTest
    @MethodSource("exact")
    void aCouplingThatIsOneStepOffIsSeen(Stage stage) {
        Matrix weights = seen.tensor(stage.weights());
        double step = Math.abs(weights.get(0, 0))
                / Math.max(1, Math.abs(stage.matrix().apply(chip).couplings()[0]));
        weights.add(0, 0, step == 0 ? 0.1 : step);

        assertThat(different(stage, NUMERICS)).isBetween(POSITIONS / 2, POSITIONS);
    }

    @Test
    void aScaleWithLogarithmsIsEqualUpToItsMantissa() {
        Stage gate = new Stage(
                "layers.1.w1", State.XN2, State.H1, chip -> chip.layers().get(1).w1());

        assertThat(different(gate, NUMERICS)).isPositive();
        assertThat(farthest(gate)).isLessThan(Math.scalb(1.0, -NUMERICS.scaleBits()));
    }

    @Test
    void halvesGoUpAndEndsAreEnds() {
        Matrix x = Matrix.zeros(Precision.FLOAT64, 1, 8);
        float step = steps.of(State.V, 0)[0];
        double[] levels = {0.5, -0.5, 1.49, -1.51, 126.6, 127.4, 500, -500};
        for (int i = 0; i < levels.length; i++) {
            x.set(0, i, levels[i] * step);
        }
        new IntegerStates(NUMERICS, steps).round(State.V, 0, x);

        double[] expected = {1, 0, 1, -2, 127, 127, 127, -128};
        for (int i = 0; i < levels.length; i++) {
            assertThat(x.get(0, i) / step).isEqualTo(expected[i]);
        }
    }

    /** Real weights behind 4-bit couplings, rounded. */
    private static Parameters seen() {
        IntegerCouplings integers = new IntegerCouplings(NUMERICS);
        Parameters weights = integers.prepare(Initialisation.of(SHAPE, Precision.FLOAT64, 3));
        Parameters rounded = weights.zeros();
        integers.round(weights, rounded);
        return rounded;
    }

    /** Number of outputs that differ from those of the chip, of random inputs that it can hold. */
    private int different(Stage stage, Numerics numerics) {
        int different = 0;
        double[][] outputs = outputs(stage, numerics);
        for (int i = 0; i < outputs[0].length; i++) {
            different += outputs[0][i] == outputs[1][i] ? 0 : 1;
        }
        return different;
    }

    /** Greatest distance over the greatest output. */
    private double farthest(Stage stage) {
        double[][] outputs = outputs(stage, NUMERICS);
        double distance = 0;
        double greatest = 0;
        for (int i = 0; i < outputs[0].length; i++) {
            distance = Math.max(distance, Math.abs(outputs[0][i] - outputs[1][i]));
            greatest = Math.max(greatest, Math.abs(outputs[1][i]));
        }
        return distance / greatest;
    }

    /** Integers of the training's pass and of the chip. */
    private double[][] outputs(Stage stage, Numerics numerics) {
        Matrix weights = seen.tensor(stage.weights());
        QuantisedMatrix matrix = stage.matrix().apply(chip);
        float[] in = steps.of(stage.in(), 1);
        float[] out = steps.of(stage.out(), 1);
        int bits = stage.out().bits(numerics);
        long[][] x = inputs(weights.columns(), stage.in().bits(numerics));
        Matrix real = Matrix.zeros(Precision.FLOAT64, POSITIONS, weights.columns());
        for (int t = 0; t < POSITIONS; t++) {
            for (int j = 0; j < weights.columns(); j++) {
                real.set(t, j, x[t][j] * in[j]);
            }
        }
        Matrix y = Matrix.zeros(Precision.FLOAT64, POSITIONS, weights.rows());
        y.setProduct(real, weights.transposed());
        new IntegerStates(numerics, steps).round(stage.out(), 1, y);
        double[][] outputs = new double[2][POSITIONS * weights.rows()];
        for (int t = 0; t < POSITIONS; t++) {
            for (int i = 0; i < weights.rows(); i++) {
                long sum = 0;
                for (int j = 0; j < weights.columns(); j++) {
                    sum += matrix.couplings()[i * weights.columns() + j] * x[t][j];
                }
                outputs[0][t * weights.rows() + i] = y.get(t, i) / out[i];
                outputs[1][t * weights.rows() + i] =
                        FixedPoint.saturate(FixedPoint.round(sum * matrix.mantissas()[i], matrix.shifts()[i]), bits);
            }
        }
        return outputs;
    }

    private static long[][] inputs(int width, int bits) {
        Random random = new Random(7);
        long[][] x = new long[POSITIONS][width];
        for (long[] position : x) {
            for (int j = 0; j < width; j++) {
                position[j] = FixedPoint.saturate(Math.round(random.nextGaussian() * Math.scalb(1.0, bits - 4)), bits);
            }
        }
        return x;
    }
}
