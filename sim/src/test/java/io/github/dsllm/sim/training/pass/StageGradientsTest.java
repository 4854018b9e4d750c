package io.github.dsllm.sim.training.pass;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.program.DifferentiableMapping;
import io.github.dsllm.codegen.program.GeluMapping;
import io.github.dsllm.codegen.program.GeluTanhMapping;
import io.github.dsllm.codegen.program.ReluMapping;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of every stage by itself against finite differences of its forward pass, in float64. */
class StageGradientsTest {
    private static final ModelShape SHAPE = TinyModels.smallest();
    private static final int POSITIONS = 7;
    private static final List<String> STAGES =
            List.of("loss", "linear", "norm", "centre", "rotation", "attention", "gate", "table");

    private final Random random = new Random(42);

    static Stream<Ways> ways() {
        return Ways.all().stream();
    }

    static Stream<Arguments> brokenStages() {
        return ways().flatMap(way -> STAGES.stream().map(s -> Arguments.of(way, s)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void everyStageHasTheSlopeOfWhatItComputes(Ways way) {
        for (String stage : STAGES) {
            assertThat(errors(stage, way)).as(stage).allMatch(error -> error <= FiniteDifferences.TOLERANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("brokenStages")
    void aStageThatIsWrongByAThousandthIsSeen(Ways way, String stage) {
        List<Double> errors = errors(stage, way.with(new BrokenGradients(way.gradients(), stage)));

        assertThat(errors).anyMatch(error -> error > 100 * FiniteDifferences.TOLERANCE);
    }

    private List<Double> errors(String stage, Ways way) {
        return switch (stage) {
            case "loss" -> loss(way);
            case "linear" -> linear(way);
            case "norm" -> norm(way);
            case "centre" -> layerNorm(way);
            case "rotation" -> rotation(way);
            case "attention" -> attention(way);
            case "gate" ->
                Stream.of(true, false)
                        .flatMap(gated -> hidden(way, gated, null))
                        .toList();
            case "table" ->
                Stream.of(new GeluMapping(), new GeluTanhMapping(), new ReluMapping())
                        .flatMap(function -> Stream.of(true, false).flatMap(gated -> hidden(way, gated, function)))
                        .toList();
            default -> throw new IllegalArgumentException(stage);
        };
    }

    private List<Double> loss(Ways way) {
        Matrix logits = random(POSITIONS, SHAPE.vocabulary(), 2);
        int[] targets = {3, 1, 4, -1, 5, 9, 2};
        Matrix g = zeros(logits);
        way.gradients().loss(logits, targets, 0.5, g);
        return List.of(FiniteDifferences.error(logits, g, () -> 0.5 * crossEntropy(logits, targets)));
    }

    private static double crossEntropy(Matrix logits, int[] targets) {
        double loss = 0;
        for (int t = 0; t < targets.length; t++) {
            double sum = 0;
            for (int i = 0; i < logits.columns(); i++) {
                sum += Math.exp(logits.get(t, i));
            }
            loss += targets[t] < 0 ? 0 : Math.log(sum) - logits.get(t, targets[t]);
        }
        return loss;
    }

    private List<Double> linear(Ways way) {
        Matrix x = random(POSITIONS, 5, 1);
        Matrix j = random(6, 5, 1);
        Matrix y = Matrix.zeros(Precision.FLOAT64, POSITIONS, 6);
        Matrix weight = random(POSITIONS, 6, 1);
        Matrix bias = random(1, 6, 1);
        Matrix toX = zeros(x);
        Matrix toJ = zeros(j);
        Matrix toBias = zeros(bias);
        way.gradients().linear(x, j, copy(weight), toX, toJ, toBias);
        DoubleSupplier loss = () -> {
            y.setProduct(x, j.transposed());
            y.addToRows(bias);
            return dot(y, weight);
        };
        return List.of(
                FiniteDifferences.error(x, toX, loss),
                FiniteDifferences.error(j, toJ, loss),
                FiniteDifferences.error(bias, toBias, loss));
    }

    private List<Double> norm(Ways way) {
        Norm norm = LayerStates.norm(
                SHAPE, Precision.FLOAT64, random(POSITIONS, 8, 1.5), new Parameters.Scale(random(1, 8, 1), null));
        Matrix weight = random(POSITIONS, 8, 1);
        DoubleSupplier loss = () -> {
            norm.forward(way.rest());
            return dot(norm.y(), weight);
        };
        norm.forward(way.rest());
        Matrix toX = zeros(norm.x());
        Matrix toGain = zeros(norm.gain());
        way.gradients().norm(norm, copy(weight), toX, toGain, null);
        return List.of(
                FiniteDifferences.error(norm.x(), toX, loss), FiniteDifferences.error(norm.gain(), toGain, loss));
    }

    private List<Double> layerNorm(Ways way) {
        Matrix shift = random(1, 8, 1);
        Norm norm = LayerStates.norm(
                SHAPE, Precision.FLOAT64, random(POSITIONS, 8, 1.5), new Parameters.Scale(random(1, 8, 1), shift));
        norm.in().addToRows(random(1, 8, 2)); // a mean that is not small
        Matrix weight = random(POSITIONS, 8, 1);
        DoubleSupplier loss = () -> {
            norm.forward(way.rest());
            return dot(norm.y(), weight);
        };
        norm.forward(way.rest());
        Matrix toCentred = zeros(norm.x());
        Matrix toIn = zeros(norm.in());
        Matrix toGain = zeros(norm.gain());
        Matrix toShift = zeros(shift);
        way.gradients().norm(norm, copy(weight), toCentred, toGain, toShift);
        way.gradients().centre(toCentred, toIn);
        return List.of(
                FiniteDifferences.error(norm.in(), toIn, loss),
                FiniteDifferences.error(norm.gain(), toGain, loss),
                FiniteDifferences.error(shift, toShift, loss));
    }

    private List<Double> rotation(Ways way) {
        Rotation rotation = new Rotation(SHAPE, POSITIONS);
        Matrix x = random(POSITIONS, SHAPE.queryDim(), 1);
        Matrix weight = random(POSITIONS, SHAPE.queryDim(), 1);
        Matrix g = copy(weight);
        way.gradients().rotation(rotation, g);
        return List.of(FiniteDifferences.error(x, g, () -> {
            Matrix y = copy(x);
            rotation.forward(y, way.rest());
            return dot(y, weight);
        }));
    }

    private List<Double> attention(Ways way) {
        Attention attention = Attention.of(
                SHAPE,
                Precision.FLOAT64,
                random(POSITIONS, SHAPE.queryDim(), 1),
                random(POSITIONS, SHAPE.kvDim(), 1),
                random(POSITIONS, SHAPE.kvDim(), 1));
        Matrix weight = random(POSITIONS, SHAPE.queryDim(), 1);
        DoubleSupplier loss = () -> {
            attention.forward(way.exponential(), way.rest());
            return dot(attention.y(), weight);
        };
        attention.forward(way.exponential(), way.rest());
        List<Matrix> at = List.of(attention.q(), attention.k(), attention.v());
        List<Matrix> to = at.stream().map(StageGradientsTest::zeros).toList();
        way.gradients().attention(attention, copy(weight), to.get(0), to.get(1), to.get(2));
        List<Double> errors = new ArrayList<>();
        for (int i = 0; i < at.size(); i++) {
            errors.add(FiniteDifferences.error(at.get(i), to.get(i), loss));
        }
        return errors;
    }

    /** @param function null for SiLU */
    private Stream<Double> hidden(Ways way, boolean gated, @Nullable DifferentiableMapping function) {
        Hidden hidden = LayerStates.hidden(() -> random(POSITIONS, 9, 1.2), gated, function);
        Matrix weight = random(POSITIONS, 9, 1);
        DoubleSupplier loss = () -> {
            hidden.forward(way.exponential(), way.rest());
            return dot(hidden.y(), weight);
        };
        hidden.forward(way.exponential(), way.rest());
        Matrix toX = zeros(hidden.x());
        Matrix up = hidden.up();
        Matrix toUp = up == null ? null : zeros(up);
        hidden.backward(way.gradients(), copy(weight), toX, toUp);
        double toActivation = FiniteDifferences.error(hidden.x(), toX, loss);
        return up == null || toUp == null
                ? Stream.of(toActivation)
                : Stream.of(toActivation, FiniteDifferences.error(up, toUp, loss));
    }

    private Matrix random(int rows, int columns, double scale) {
        Matrix matrix = Matrix.zeros(Precision.FLOAT64, rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix.set(i, j, scale * random.nextGaussian());
            }
        }
        return matrix;
    }

    private static Matrix zeros(Matrix like) {
        return Matrix.zeros(Precision.FLOAT64, like.rows(), like.columns());
    }

    private static Matrix copy(Matrix matrix) {
        Matrix copy = zeros(matrix);
        copy.addAll(matrix);
        return copy;
    }

    private static double dot(Matrix a, Matrix b) {
        double sum = 0;
        for (int i = 0; i < a.rows(); i++) {
            for (int j = 0; j < a.columns(); j++) {
                sum += a.get(i, j) * b.get(i, j);
            }
        }
        return sum;
    }
}
