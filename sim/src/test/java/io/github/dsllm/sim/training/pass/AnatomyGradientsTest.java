package io.github.dsllm.sim.training.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Rotary;
import io.github.dsllm.codegen.model.TinyArchitectures;
import io.github.dsllm.codegen.reference.FloatTransformer;
import io.github.dsllm.sim.training.adjoint.AdjointRelaxation;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.node.ExponentialNode;
import io.github.dsllm.sim.training.node.Relaxation;
import io.github.dsllm.sim.training.node.Rest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Models of every anatomy: what the pass computes, and its gradient against finite differences in float64. */
class AnatomyGradientsTest {
    private static final int[] TEXT = {1, 7, 3, 3, 9, 11, 5};
    private static final int[] TARGETS = {7, 3, 3, 9, 11, 5, -1};

    /** Exact and cubic exponentials, with each of the three trainers. */
    private static final List<Ways> WAYS = Ways.all().subList(0, 6);

    @ParameterizedTest
    @EnumSource
    void thePassComputesWhatTheFloatModelDoes(TinyArchitectures architecture) {
        LanguageModel model = architecture.model(5);
        FloatTransformer expected = new FloatTransformer(model);
        int[] text = {1, 31, 8, 8, 20, 3, 17, 2, 2, 9, 30, 4};

        Matrix logits = new Pass(
                        Parameters.of(model, Precision.FLOAT64), text.length, ExponentialNode.EXACT, Ways.SETTLED)
                .forward(text);

        for (int t = 0; t < text.length; t++) {
            float[] row = expected.forward(text[t], t);
            for (int i = 0; i < row.length; i++) {
                assertThat(logits.get(t, i)).isCloseTo(row[i], within(2e-5));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyTensorHasTheSlopeOfTheLoss(TinyArchitectures architecture) {
        ModelShape shape = smaller(architecture);
        for (Ways way : WAYS) {
            Map<String, Double> errors = errors(shape, way);

            assertThat(errors).hasSize(shape.tensorSizes().size());
            assertThat(errors)
                    .as(way.name())
                    .allSatisfy((name, error) -> assertThat(error).isLessThanOrEqualTo(FiniteDifferences.TOLERANCE));
        }
    }

    @ParameterizedTest
    @MethodSource("brokenStages")
    void oneBrokenStageSpoilsAGpt2(String stage) {
        for (Ways way : WAYS.subList(0, 3)) {
            Map<String, Double> errors =
                    errors(smaller(TinyArchitectures.GPT2), way.with(new BrokenGradients(way.gradients(), stage)));

            assertThat(errors.values()).as(way.name()).anyMatch(error -> error > 10 * FiniteDifferences.TOLERANCE);
        }
    }

    static Stream<String> brokenStages() {
        return BrokenGradients.OF_GPT2.stream();
    }

    @ParameterizedTest
    @EnumSource
    void settledCurrentsAreTheGradientAndTooShortATimeMakesThemDrift(TinyArchitectures architecture) {
        ModelShape shape = smaller(architecture);
        Parameters usual = gradient(shape, WAYS.get(0));

        assertThat(distance(gradient(shape, currents(64)), usual)).isLessThan(1e-12);
        assertThat(distance(gradient(shape, currents(4)), usual)).isGreaterThan(1e-3);
    }

    private static Ways currents(int steps) {
        Rest rest = new Relaxation(steps, 1);
        return new Ways("ds-ecl " + steps, ExponentialNode.EXACT, rest, new AdjointRelaxation(rest));
    }

    /** The anatomy with 12 tokens, two heads and a width that is no power of two, so that a mean takes a division. */
    private static ModelShape smaller(TinyArchitectures architecture) {
        ModelShape s = architecture.shape();
        return new ModelShape(
                12,
                6,
                2,
                2,
                s.kvHeads() == s.heads() ? 2 : 1,
                4,
                12,
                9,
                s.normEpsilon(),
                s.ropeTheta(),
                s.tiedHead(),
                s.activation(),
                1,
                List.of(2),
                s.anatomy());
    }

    private static Parameters gradient(ModelShape shape, Ways way) {
        Parameters weights = Parameters.of(TinyArchitectures.model(shape, 7), Precision.FLOAT64);
        Parameters sums = weights.zeros();
        Pass pass = new Pass(weights, TEXT.length, way.exponential(), way.rest());
        pass.forward(TEXT);
        pass.backward(TARGETS, 0.25, way.gradients(), sums);
        return sums;
    }

    /** By tensor. What all scores of a query have in common changes nothing, so biases of keys that do not rotate have no slope: there the error is the gradient itself. */
    private static Map<String, Double> errors(ModelShape shape, Ways way) {
        Parameters sums = gradient(shape, way);
        Parameters weights = Parameters.of(TinyArchitectures.model(shape, 7), Precision.FLOAT64);
        Pass pass = new Pass(weights, TEXT.length, way.exponential(), way.rest());
        boolean turns = !shape.anatomy().rotary().equals(Rotary.NOTHING);
        Map<String, Double> errors = new LinkedHashMap<>();
        weights.tensors().forEach((name, tensor) -> {
            Matrix sum = sums.tensor(name);
            boolean flat = name.endsWith("bk") && !turns;
            errors.put(
                    name,
                    flat
                            ? norm(sum)
                            : FiniteDifferences.error(tensor, sum, () -> {
                                pass.forward(TEXT);
                                return 0.25 * pass.loss(TARGETS);
                            }));
        });
        return errors;
    }

    private static double norm(Matrix row) {
        double sum = 0;
        for (int i = 0; i < row.columns(); i++) {
            sum += row.get(0, i) * row.get(0, i);
        }
        return Math.sqrt(sum);
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
