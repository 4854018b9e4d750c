package io.github.dsllm.sim.training.pass;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.sim.training.Initialisation;
import io.github.dsllm.sim.training.adjoint.AdjointRelaxation;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.node.ExponentialNode;
import io.github.dsllm.sim.training.node.Relaxation;
import io.github.dsllm.sim.training.node.Rest;
import io.github.dsllm.sim.training.usual.Backpropagation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of a whole model, tensor by tensor, against finite differences in float64. */
class ModelGradientsTest {
    private static final ModelShape SHAPE = TinyModels.shape(8, 10, 2, 4, 2, 12, 16);
    private static final ExponentialNode EXACT = ExponentialNode.EXACT;
    private static final int[] TEXT = {1, 7, 3, 3, 9, 11, 5};
    private static final int[] TARGETS = {7, 3, 3, 9, 11, 5, -1};

    static Stream<Ways> ways() {
        return Ways.all().stream();
    }

    static Stream<ModelShape> shapes() {
        return Stream.of(SHAPE, TinyModels.withOwnHead(SHAPE));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void everyTensorHasTheSlopeOfTheLoss(Ways way) {
        Map<String, Double> errors = errors(SHAPE, way);

        assertThat(errors).hasSize(SHAPE.tensorSizes().size());
        assertThat(errors.values()).allMatch(error -> error <= FiniteDifferences.TOLERANCE);
    }

    @Test
    void anOwnHeadHasItsOwnGradient() {
        for (Ways way : Ways.all().subList(0, 3)) {
            assertThat(errors(TinyModels.withOwnHead(SHAPE), way).values())
                    .allMatch(error -> error <= FiniteDifferences.TOLERANCE);
        }
    }

    @Test
    void aClassifierHasTheSlopeOfTheLossAtItsLastPosition() {
        Parameters classifier = Initialisation.classifier(weights(SHAPE, Precision.FLOAT64), 3, 1);
        int[] targets = {-1, -1, -1, -1, -1, -1, 2};
        for (Ways way : Ways.all().subList(0, 3)) {
            Ways broken = way.with(new BrokenGradients(way.gradients(), "linear"));

            assertThat(errors(classifier, targets, way))
                    .containsKey("classifier")
                    .allSatisfy((name, error) -> assertThat(error).isLessThanOrEqualTo(FiniteDifferences.TOLERANCE));
            assertThat(errors(classifier, targets, broken).get("classifier"))
                    .isGreaterThan(10 * FiniteDifferences.TOLERANCE);
        }
    }

    @Test
    void clampedProbabilitiesHaveTheSlopeOfTheirCrossEntropy() {
        Pass teacher = new Pass(Initialisation.of(SHAPE, Precision.FLOAT64, 3), TEXT.length, EXACT, Rest.EXACT);
        teacher.forward(TEXT);
        Matrix truth = teacher.probabilities();
        for (Ways way : Ways.all().subList(0, 3)) {
            Ways broken = way.with(new BrokenGradients(way.gradients(), "loss"));

            assertThat(softErrors(truth, way).values()).allMatch(error -> error <= FiniteDifferences.TOLERANCE);
            assertThat(softErrors(truth, broken).values()).anyMatch(error -> error > 10 * FiniteDifferences.TOLERANCE);
        }
    }

    private static Map<String, Double> softErrors(Matrix truth, Ways way) {
        Parameters weights = weights(SHAPE, Precision.FLOAT64);
        Pass pass = new Pass(weights, TEXT.length, way.exponential(), way.rest());
        Parameters sums = weights.zeros();
        pass.forward(TEXT);
        pass.backward(truth, TARGETS, 0.25, way.gradients(), sums);
        Map<String, Double> errors = new LinkedHashMap<>();
        weights.tensors()
                .forEach((name, tensor) -> errors.put(
                        name,
                        FiniteDifferences.error(tensor, sums.tensor(name), () -> 0.25 * crossEntropy(pass, truth))));
        return errors;
    }

    /** −Σ y·log p over the counted positions. */
    private static double crossEntropy(Pass pass, Matrix truth) {
        pass.forward(TEXT);
        Matrix probabilities = pass.probabilities();
        double sum = 0;
        for (int t = 0; t < TARGETS.length; t++) {
            for (int i = 0; TARGETS[t] >= 0 && i < truth.columns(); i++) {
                sum -= truth.get(t, i) * Math.log(probabilities.get(t, i));
            }
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("brokenStages")
    void oneBrokenStageSpoilsTheModel(String stage) {
        for (Ways way : Ways.all().subList(0, 3)) {
            Map<String, Double> errors = errors(SHAPE, way.with(new BrokenGradients(way.gradients(), stage)));

            assertThat(errors.values()).as(way.name()).anyMatch(error -> error > 10 * FiniteDifferences.TOLERANCE);
        }
    }

    static Stream<String> brokenStages() {
        return BrokenGradients.OF_LLAMA.stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void settledCurrentsAreTheGradientOfBackPropagation(ModelShape shape) {
        Parameters usual = gradient(shape, Rest.EXACT, new Backpropagation());
        Rest rest = new Relaxation(64, 1);
        Parameters currents = gradient(shape, rest, new AdjointRelaxation(rest));

        assertThat(distance(currents, usual)).isLessThan(1e-12);
    }

    @Test
    void tooShortATimeMakesTheCurrentsDrift() {
        Parameters usual = gradient(SHAPE, Rest.EXACT, new Backpropagation());

        double two = distance(gradientAfter(new Relaxation(2, 1)), usual);
        double eight = distance(gradientAfter(new Relaxation(8, 1)), usual);
        double thirtyTwo = distance(gradientAfter(new Relaxation(32, 1)), usual);

        assertThat(two).isGreaterThan(0.05);
        assertThat(eight).isLessThan(two).isGreaterThan(1e-5);
        assertThat(thirtyTwo).isLessThan(1e-8);
    }

    @Test
    void shortStepsNeedMoreOfThem() {
        Parameters usual = gradient(SHAPE, Rest.EXACT, new Backpropagation());

        assertThat(distance(gradientAfter(new Relaxation(20, 0.25)), usual)).isGreaterThan(1e-3);
        assertThat(distance(gradientAfter(new Relaxation(400, 0.25)), usual)).isLessThan(1e-12);
    }

    @Test
    void aStepAgainstTheGradientLowersTheLoss() {
        for (Ways way : Ways.all()) {
            Parameters weights = weights(SHAPE, Precision.FLOAT64);
            Pass pass = new Pass(weights, TEXT.length, way.exponential(), way.rest());
            Parameters sums = weights.zeros();
            pass.forward(TEXT);
            double before = pass.loss(TARGETS);
            pass.backward(TARGETS, 1, way.gradients(), sums);
            for (int i = 0; i < sums.values().length(); i++) {
                weights.values().add(i, -1e-3 * sums.values().get(i));
            }
            pass.forward(TEXT);

            assertThat(pass.loss(TARGETS)).as(way.name()).isLessThan(before);
        }
    }

    @Test
    void float32IsTheSamePassRounded() {
        Parameters exact = gradient(SHAPE, Rest.EXACT, new Backpropagation());
        Parameters rounded = weights(SHAPE, Precision.FLOAT32).zeros();
        Pass pass = new Pass(weights(SHAPE, Precision.FLOAT32), TEXT.length, ExponentialNode.EXACT, Rest.EXACT);
        pass.forward(TEXT);
        pass.backward(TARGETS, 1, new Backpropagation(), rounded);

        assertThat(distance(rounded, exact)).isLessThan(1e-5).isGreaterThan(1e-9);
    }

    private static Parameters gradientAfter(Rest rest) {
        return gradient(SHAPE, rest, new AdjointRelaxation(rest));
    }

    private static Parameters gradient(ModelShape shape, Rest rest, Gradients gradients) {
        Parameters weights = weights(shape, Precision.FLOAT64);
        Pass pass = new Pass(weights, TEXT.length, ExponentialNode.EXACT, rest);
        Parameters sums = weights.zeros();
        pass.forward(TEXT);
        pass.backward(TARGETS, 1, gradients, sums);
        return sums;
    }

    private static Map<String, Double> errors(ModelShape shape, Ways way) {
        return errors(weights(shape, Precision.FLOAT64), TARGETS, way);
    }

    private static Map<String, Double> errors(Parameters weights, int[] targets, Ways way) {
        Pass pass = new Pass(weights, TEXT.length, way.exponential(), way.rest());
        Parameters sums = weights.zeros();
        pass.forward(TEXT);
        pass.backward(targets, 0.25, way.gradients(), sums);
        Map<String, Double> errors = new LinkedHashMap<>();
        weights.tensors()
                .forEach((name, tensor) -> errors.put(
                        name,
                        FiniteDifferences.error(tensor, sums.tensor(name), () -> lossAgain(pass, targets) * 0.25)));
        return errors;
    }

    private static double lossAgain(Pass pass, int[] targets) {
        pass.forward(TEXT);
        return pass.loss(targets);
    }

    private static Parameters weights(ModelShape shape, Precision precision) {
        Parameters parameters = new Parameters(shape, precision);
        TinyModels.weights(shape, 7).forEach((name, values) -> {
            Matrix tensor = parameters.tensor(name);
            for (int i = 0; i < values.length; i++) {
                tensor.set(i / tensor.columns(), i % tensor.columns(), values[i]);
            }
        });
        return parameters;
    }

    /** ‖a − b‖ / ‖b‖. */
    private static double distance(Parameters a, Parameters b) {
        double distance = 0;
        double norm = 0;
        for (int i = 0; i < b.values().length(); i++) {
            distance += Math.pow(a.values().get(i) - b.values().get(i), 2);
            norm += Math.pow(b.values().get(i), 2);
        }
        return Math.sqrt(distance / norm);
    }
}
