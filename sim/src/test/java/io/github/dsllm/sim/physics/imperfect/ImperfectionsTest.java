package io.github.dsllm.sim.physics.imperfect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.sim.physics.DynamicalSystem;
import io.github.dsllm.sim.physics.Evolution;
import io.github.dsllm.sim.physics.Systems;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImperfectionsTest {
    private static final int SIZE = 768;

    @TempDir
    Path folder;

    /** The figures of docs/physics.md §7 for a Gaussian layer of 768 × 768. */
    @ParameterizedTest
    @CsvSource({
        "coupling-bits, 4, 0.139",
        "coupling-bits, 6, 0.031",
        "coupling-bits, 8, 0.0077",
        "coupling-bits, 10, 0.0019",
        "auto-range-bits, 6, 0.032",
        "auto-range-bits, 8, 0.0077",
        "auto-range-bits, 10, 0.0019",
        "auto-range-bits, 12, 0.0005",
        "coupling-mismatch, 0.05, 0.05",
        "self-reaction-mismatch, 0.02, 0.02"
    })
    void aGaussianLayerHasTheKnownError(String name, double strength, double expected) {
        Imperfections chip = new Imperfections(List.of(Imperfections.named(name).at(strength, 5)));
        Random random = new Random(6);
        float[] x = new float[SIZE];
        for (int j = 0; j < SIZE; j++) {
            x[j] = (float) random.nextGaussian();
        }
        float[] ideal = new float[SIZE];
        float[] real = new float[SIZE];
        float[] row = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            for (int j = 0; j < SIZE; j++) {
                row[j] = (float) random.nextGaussian();
                ideal[i] += row[j] * x[j];
            }
            chip.program(new Site(0, "w"), i, row);
            for (int j = 0; j < SIZE; j++) {
                real[i] += row[j] * x[j];
            }
        }
        chip.read(new Site(0, "y"), 0, real);

        double square = 0;
        double size = 0;
        for (int i = 0; i < SIZE; i++) {
            square += Math.pow(real[i] - ideal[i], 2);
            size += Math.pow(ideal[i], 2);
        }
        assertThat(Math.sqrt(square / size)).isCloseTo(expected, within(0.12 * expected));
    }

    @Test
    void imperfectionsComposeInTheirOrder() {
        NonIdeality time = Imperfections.named("finite-time");
        NonIdeality leak = Imperfections.named("leak");
        float[] sigma = {1};

        new Imperfections(List.of(leak.at(0.25, 1), time.at(2, 1))).read(new Site(0, "x"), 1, sigma);

        assertThat(sigma[0]).isCloseTo((float) ((1 - Math.exp(-2.5)) / 1.25), within(1e-6f));
    }

    @Test
    void capacitorsMatterWhereTimeIsShort() {
        NonIdeality time = Imperfections.named("finite-time");
        NonIdeality mismatch = Imperfections.named("capacitor-mismatch");
        float[] rested = {1, 1};
        float[] hurried = {1, 1};

        new Imperfections(List.of(mismatch.at(0.1, 3))).read(new Site(0, "x"), 1, rested);
        new Imperfections(List.of(mismatch.at(0.1, 3), time.at(1, 3))).read(new Site(0, "x"), 1, hurried);

        assertThat(rested).containsExactly(1, 1);
        assertThat(hurried[0]).isNotEqualTo(hurried[1]).isCloseTo((float) (1 - Math.exp(-1)), within(0.2f));
    }

    @Test
    void anImperfectSystemSettlesWhereItsReadingsSay() {
        DynamicalSystem system = Systems.layer(5, 4, 3);
        List<Imperfection> parts = List.of(
                Imperfections.named("self-reaction-mismatch").at(0.1, 8),
                Imperfections.named("capacitor-mismatch").at(0.1, 8));

        DynamicalSystem built = ImperfectSystem.of(system, new Imperfections(parts));

        double[] ideal = Evolution.of(system.freeNodes(), new double[] {0, 60}).last();
        double[] real = Evolution.of(built.freeNodes(), new double[] {0, 60}).last();
        float[] read = new float[system.nodes()];
        for (int i = 0; i < ideal.length; i++) {
            read[i] = (float) ideal[i];
        }
        new Imperfections(parts).read(new Site(0, system.name()), 1, read);
        for (int i = 0; i < ideal.length; i++) {
            assertThat(read[i]).isCloseTo((float) real[i], within(2e-6f));
        }
    }

    @Test
    void aModelOnChipsWithoutHarmIsTheModelAndHarmCostsQuality() {
        LanguageModel model = Models.open(TinyModels.llama2c(folder, TinyModels.smallest(), 3));
        List<int[]> texts = List.of(new int[] {1, 4, 2, 6, 3, 5, 2, 4}, new int[] {1, 3, 3, 2, 5, 6, 4, 2});
        ModelQuality quality = new ModelQuality(model, texts, 12);

        assertThat(quality.on(new Imperfections(List.of()))).isEqualTo(quality.ideal());
        NonIdeality noise = Imperfections.named("output-noise");
        List<Sweep.Point> one = quality.sweep(noise, new double[] {1e-9, 0.5}, 3, 1, 1);
        List<Sweep.Point> two = quality.sweep(noise, new double[] {1e-9, 0.5}, 3, 1, 2);
        assertThat(two).usingRecursiveComparison().isEqualTo(one);
        assertThat(one.get(0).mean(ModelQuality.PERPLEXITY)).isCloseTo(quality.ideal()[0], within(1e-3));
        assertThat(one.get(1).halfWidth(0)).isGreaterThan(one.get(0).halfWidth(0));
    }

    @Test
    void theConfidenceIntervalIsStudents() {
        Sweep.Point point = new Sweep.Point(1, new double[][] {{1}, {2}, {3}});

        assertThat(point.mean(0)).isEqualTo(2);
        assertThat(point.halfWidth(0)).isCloseTo(4.302653 / Math.sqrt(3), within(1e-5));
    }

    @Test
    void anUnknownNameIsAnsweredWithAllNames() {
        assertThatThrownBy(() -> Imperfections.named("ouput-noise"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("did you mean output-noise?")
                .hasMessageContaining("coupling-bits");
    }
}
