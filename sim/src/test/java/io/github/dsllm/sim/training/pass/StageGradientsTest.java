package io.github.dsllm.sim.training.pass;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of every stage by itself against finite differences of its forward pass, in float64. */
class StageGradientsTest {
    private static final ModelShape SHAPE = TinyModels.smallest();
    private static final int POSITIONS = 7;

    private final Random random = new Random(42);

    static Stream<Ways> ways() {
        return Ways.all().stream();
    }

    static Stream<Arguments> brokenStages() {
        return ways().flatMap(way -> Stream.of("loss", "linear", "norm", "rotation", "attention", "gate")
                .map(s -> Arguments.of(way, s)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void everyStageHasTheSlopeOfWhatItComputes(Ways way) {
        for (String stage : List.of("loss", "linear", "norm", "rotation", "attention", "gate")) {
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
            case "rotation" -> rotation(way);
            case "attention" -> attention(way);
            case "gate" -> gate(way);
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
        Matrix toX = zeros(x);
        Matrix toJ = zeros(j);
        way.gradients().linear(x, j, copy(weight), toX, toJ);
        DoubleSupplier loss = () -> {
            y.setProduct(x, j.transposed());
            return dot(y, weight);
        };
        return List.of(FiniteDifferences.error(x, toX, loss), FiniteDifferences.error(j, toJ, loss));
    }

    private List<Double> norm(Ways way) {
        Norm norm = LayerStates.norm(SHAPE, Precision.FLOAT64, random(POSITIONS, 8, 1.5), random(1, 8, 1));
        Matrix weight = random(POSITIONS, 8, 1);
        DoubleSupplier loss = () -> {
            norm.forward(way.rest());
            return dot(norm.y(), weight);
        };
        norm.forward(way.rest());
        Matrix toX = zeros(norm.x());
        Matrix toGain = zeros(norm.gain());
        way.gradients().norm(norm, copy(weight), toX, toGain);
        return List.of(
                FiniteDifferences.error(norm.x(), toX, loss), FiniteDifferences.error(norm.gain(), toGain, loss));
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

    private List<Double> gate(Ways way) {
        Matrix[] m = Stream.generate(() -> random(POSITIONS, 9, 1.2)).limit(6).toArray(Matrix[]::new);
        Gate gate = new Gate(m[0], m[1], m[2], m[3], m[4], m[5]);
        Matrix weight = random(POSITIONS, 9, 1);
        DoubleSupplier loss = () -> {
            gate.forward(way.exponential(), way.rest());
            return dot(gate.y(), weight);
        };
        gate.forward(way.exponential(), way.rest());
        Matrix toX = zeros(gate.x());
        Matrix toUp = zeros(gate.up());
        way.gradients().gate(gate, copy(weight), toX, toUp);
        return List.of(FiniteDifferences.error(gate.x(), toX, loss), FiniteDifferences.error(gate.up(), toUp, loss));
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
