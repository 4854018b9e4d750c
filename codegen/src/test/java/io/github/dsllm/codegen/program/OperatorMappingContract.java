package io.github.dsllm.codegen.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.NodeTable;
import io.github.dsllm.codegen.quantise.Quantisation;
import io.github.dsllm.codegen.quantise.Quantiser;
import io.github.dsllm.codegen.reference.FloatTransformer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link OperatorMapping} must keep; extend it to test your own. */
public abstract class OperatorMappingContract {
    @TempDir
    protected Path folder;

    /** The mapping under test. */
    protected abstract OperatorMapping mapping();

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(OperatorMapping.class).stream().map(ServiceLoader.Provider::type))
                .anyMatch(type -> type == mapping().getClass());
        assertThat(mapping().operator())
                .isNotBlank()
                .isEqualTo(mapping().operator().toLowerCase(Locale.ROOT));
    }

    @Test
    void isFiniteAndTheSameEachTime() {
        for (double x = -1024; x <= 1024; x += 0.375) {
            assertThat(mapping().apply(x)).isFinite().isEqualTo(mapping().apply(x));
        }
    }

    @Test
    void itsStageSettlesToTheFunction() {
        LanguageModel model = model();
        Stage stage = DsProgram.of(model, 0, OperatorMappings.load()).stages().stream()
                .filter(candidate -> candidate.name().endsWith("." + mapping().operator()))
                .findFirst()
                .orElseThrow();

        assertThat(stage.hamiltonian().dynamics(0))
                .isEqualTo(stage.electrodynamics().node(0));
        double[] settled = Solver.equilibrium(
                stage, new double[stage.freeNodes()], node -> mapping().apply(0.1 * node.index()));
        for (int i = 0; i < settled.length; i++) {
            assertThat(settled[i]).isCloseTo(mapping().apply(0.1 * i), within(1e-9));
        }
    }

    @Test
    void aModelWithItSettlesStageByStageToTheLogitsOfTheFloatModel() {
        LanguageModel model = model();

        float[] expected = new FloatTransformer(model).forward(1, 0);
        double[] logits = new ProgramWalk(model, OperatorMappings.load(), Solver::settle).logits(1, 0);

        for (int i = 0; i < logits.length; i++) {
            assertThat(logits[i]).isCloseTo(expected[i], within(2e-5));
        }
    }

    @Test
    void theQuantiserMakesANodeTableThatFollowsTheFunction() {
        LanguageModel model = model();

        Quantisation quantisation = new Quantiser(Numerics.DEFAULT).quantise(model, CalibrationSet.sampled(model, 4));

        NodeTable table = quantisation.nodeTable();
        assertThat(table).isNotNull();
        assertThat(quantisation.model().activation())
                .isEqualTo(mapping().operator())
                .isEqualTo(table.operator());
        assertThat(quantisation.model().layers())
                .allMatch(layer -> layer.fractions().silu() == table.outputFraction());
        double step = Math.scalb(1.0, -table.indexFraction());
        double resolution = Math.scalb(1.0, -table.outputFraction());
        for (int i = -500; i < 500; i++) {
            assertThat(table.value(i * step)).isCloseTo(mapping().apply(i * step), within(resolution));
        }
    }

    private LanguageModel model() {
        ModelShape shape =
                TinyModels.withActivation(TinyModels.smallest(), mapping().operator());
        return Models.open(TinyModels.huggingFace(folder, shape, 3));
    }
}
