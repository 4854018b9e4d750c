package io.github.dsllm.codegen.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelGraph;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.TinyArchitectures;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.reference.FloatTransformer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class DsProgramTest {
    private static final int POSITION = 2;

    @TempDir
    Path folder;

    @Test
    void dynamicsDerivedFromTheHamiltonianAreExactlyTheElectrodynamicsOfEveryStage() {
        for (Stage stage : stagesOfEveryKind()) {
            for (int i = 0; i < stage.freeNodes(); i++) {
                assertThat(stage.hamiltonian().dynamics(i))
                        .as(stage.name() + " node " + i)
                        .isEqualTo(stage.electrodynamics().node(i));
            }
        }
    }

    @Test
    void aCouplingThatIsWrongInTheLastBitIsSeen() {
        Stage stage = program().stage("layers.0.wq");
        Polynomial energy = stage.hamiltonian().part(0);
        double ulp = Math.ulp(1.0);

        Polynomial wrong = energy.plus(Polynomial.of(ulp, Node.free(0), Node.input(3)));

        Node y = Node.free(0);
        assertThat(NodeDynamics.ofForce(wrong.derivative(y).times(-0.5), y))
                .isNotEqualTo(stage.electrodynamics().node(0));
    }

    @Test
    void theMinimiserOfTheHamiltonianIsTheEquilibriumOfEveryStage() {
        Random random = new Random(5);
        for (Stage stage : stagesOfEveryKind()) {
            ToDoubleFunction<Node> locked = lockedValues(stage, random);
            double[] start = new double[stage.freeNodes()];
            Arrays.fill(
                    start,
                    stage.name().endsWith(".root") ? 0.9 / Math.sqrt(locked.applyAsDouble(Node.coupler(0))) : 0.25);

            double[] minimiser = Solver.minimiser(stage, start, locked);
            double[] equilibrium = Solver.equilibrium(stage, start, locked);

            assertThat(minimiser).as(stage.name()).containsExactly(equilibrium, within(1e-9));
        }
    }

    @Test
    void everyOperatorOfTheModelHasAStageThatSettlesOrIsDigital() {
        DsProgram program = program();

        List<String> mapped = Stream.concat(program.stages().stream().map(Stage::operator), program.digital().stream())
                .distinct()
                .toList();
        List<String> operators = ModelGraph.of(TinyModels.smallest()).operators().stream()
                .map(operator -> operator.name())
                .toList();
        assertThat(mapped).containsExactlyElementsOf(operators);
        assertThat(program.digital()).containsExactly("argmax");
        for (Stage stage : program.stages()) {
            assertThat(stage.certificate().minimum()).as(stage.name()).satisfies(minimum -> {
                if (stage.pattern() == Pattern.C) {
                    assertThat(minimum).isZero();
                } else {
                    assertThat(minimum).isPositive();
                }
            });
        }
    }

    @Test
    void settlingStageByStageComputesTheLogitsOfTheFloatModel() {
        LanguageModel model = model(TinyModels.withOwnHead(TinyModels.smallest()));
        FloatTransformer reference = new FloatTransformer(model);
        ProgramWalk analog = new ProgramWalk(model, OperatorMappings.load(), Solver::settle);

        for (int position = 0; position < 4; position++) {
            int token = position == 0 ? 1 : 5 + 3 * position;
            float[] expected = reference.forward(token, position);
            double[] logits = analog.logits(token, position);

            for (int i = 0; i < logits.length; i++) {
                assertThat(logits[i]).isCloseTo(expected[i], within(2e-5));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void settlingStageByStageComputesTheLogitsOfEveryArchitecture(TinyArchitectures architecture) {
        LanguageModel model = architecture.model(3);
        FloatTransformer reference = new FloatTransformer(model);
        ProgramWalk analog = new ProgramWalk(model, OperatorMappings.load(), Solver::settle);

        for (int position = 0; position < 4; position++) {
            int token = 5 + 3 * position;
            float[] expected = reference.forward(token, position);
            double[] logits = analog.logits(token, position);

            for (int i = 0; i < logits.length; i++) {
                assertThat(logits[i]).isCloseTo(expected[i], within(1e-4));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void dynamicsOfEveryArchitectureFollowFromItsHamiltonian(TinyArchitectures architecture) {
        DsProgram program = DsProgram.of(architecture.model(4), POSITION, OperatorMappings.load());
        for (Stage stage : program.stages()) {
            for (int i = 0; i < stage.freeNodes(); i++) {
                assertThat(stage.hamiltonian().dynamics(i))
                        .as(stage.name() + " node " + i)
                        .isEqualTo(stage.electrodynamics().node(i));
            }
        }
        assertThat(DsProgram.of(architecture.shape(), POSITION, OperatorMappings.load())
                        .stages())
                .hasSameSizeAs(program.stages());
    }

    @Test
    void dumpsAreTheSameEachTimeAndNameEveryStage() throws IOException {
        DsProgram program = program();

        assertThat(program().toText(false))
                .isEqualTo(program.toText(false))
                .contains("layers.1.w2: pattern A1", "F̂ = ", "stable: h = 1");
        assertThat(program().toJson(true)).isEqualTo(program.toJson(true));
        JsonNode json = new ObjectMapper().readTree(program.toJson(false));
        assertThat(json.get("stages")).hasSize(program.stages().size());
        assertThat(json.get("stages").get(0).get("nodes")).hasSize(1);
    }

    @Test
    void aShapeHasTheSameStagesWithSymbolsForTrainedCouplings() {
        ModelShape shape = TinyModels.smallest();

        DsProgram program = DsProgram.of(shape, POSITION, OperatorMappings.load());

        assertThat(program.stages().stream().map(Stage::name))
                .containsExactlyElementsOf(
                        program().stages().stream().map(Stage::name).toList());
        for (Stage stage : program.stages()) {
            for (int i = 0; i < stage.freeNodes(); i++) {
                assertThat(stage.hamiltonian().dynamics(i))
                        .as(stage.name() + " node " + i)
                        .isEqualTo(stage.electrodynamics().node(i));
            }
        }
        assertThat(program.stage("layers.0.wq").electrodynamics().node(3).couplings())
                .hasSize(shape.dim())
                .containsEntry(Node.input(5), Polynomial.of(1, Node.weight(5)));
    }

    @Test
    void coupledNodesWithoutAPositiveDefiniteMatrixAreRefusedNamingTheRow() {
        double[][] couplings = {{0, 2, 0}, {2, 0, 0}, {0, 0, 0}};

        assertThatThrownBy(() -> CoupledStage.of("pair", new double[] {1, 1, 1}, couplings, new double[3]))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("pair")
                .hasMessageContaining("row 1");
        assertThatThrownBy(() -> StabilityCertificate.uncoupled("rows", new double[] {1, -0.5}))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("row 1");
        double[][] directed = {{0, 0.5}, {0.25, 0}};
        assertThatThrownBy(() -> CoupledStage.of("loop", new double[] {1, 1}, directed, new double[2]))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("symmetric");
    }

    private List<Stage> stagesOfEveryKind() {
        double[][] couplings = {{0, 0.5, -0.25}, {0.5, 0, 0.125}, {-0.25, 0.125, 0}};
        Stage coupled = CoupledStage.of("coupled", new double[] {1, 1.5, 2}, couplings, new double[] {1, 0, -0.5});
        OperatorMapping square = new OperatorMapping() {
            @Override
            public String operator() {
                return "square";
            }

            @Override
            public double apply(double x) {
                return x * x;
            }
        };
        Stage mapped = GateStages.mapped(
                ModelGraph.of(TinyModels.smallest()).operators().get(16), square);
        return Stream.concat(program().stages().stream(), Stream.of(coupled, mapped))
                .toList();
    }

    private DsProgram program() {
        return DsProgram.of(model(TinyModels.smallest()), POSITION, OperatorMappings.load());
    }

    private LanguageModel model(ModelShape shape) {
        return Models.open(TinyModels.huggingFace(folder, shape, 11));
    }

    /** Couplers that stand for exponentials, magnitudes or squares are positive. */
    private static ToDoubleFunction<Node> lockedValues(Stage stage, Random random) {
        boolean positive =
                Stream.of(".root", ".sum", ".quotient", ".exponential").anyMatch(stage.name()::endsWith);
        double[] inputs = random.doubles(4096, -2, 2).toArray();
        double[] couplers = random.doubles(4096, positive ? 0.05 : -2, 2).toArray();
        return node -> (node.role() == Node.Role.INPUT ? inputs : couplers)[node.index()];
    }
}
