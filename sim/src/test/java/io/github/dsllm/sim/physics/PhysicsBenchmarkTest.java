package io.github.dsllm.sim.physics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.quantise.CalibrationText;
import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import io.github.dsllm.sim.physics.imperfect.Imperfections;
import io.github.dsllm.sim.physics.imperfect.ModelQuality;
import io.github.dsllm.sim.physics.imperfect.NonIdeality;
import io.github.dsllm.sim.physics.imperfect.Sweep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A system of 2,000 nodes that are all coupled, and the noise sweep of stories260K (with {@code -Ddsllm.shared}, else of random weights of that size on random
 * tokens). Writes target/benchmark/physics-*.json.
 */
@Tag("benchmark")
class PhysicsBenchmarkTest {
    private static final int NODES = 2000;
    private static final double SECONDS_COUPLED = 10;
    private static final double SECONDS_SWEEP = 300;
    private static final int SEEDS = 8;
    private static final int TOKENS = 5000;
    private static final int STORIES = 100;

    @TempDir
    Path folder;

    @Test
    void twoThousandCoupledNodesSettleWithinTenSeconds() throws IOException {
        DynamicalSystem system = Systems.coupled(NODES, 1, 1);
        long started = System.nanoTime();
        FreeNodes nodes = system.freeNodes();
        Stability.requireSettling(nodes);
        double decided = since(started);
        double[] rest = Equilibrium.of(nodes);
        double solved = since(started);
        double residual = Equilibrium.residual(nodes, rest);
        long moving = System.nanoTime();
        double[] followed = new AdaptiveRungeKutta(1e-8, 1e-8)
                .follow(nodes, new double[] {0, 60})
                .last();
        double integrated = since(moving);
        double distance = 0;
        for (int i = 0; i < NODES; i++) {
            distance = Math.max(distance, Math.abs(followed[i] - rest[i]));
        }

        write(
                "coupled",
                String.format(
                        Locale.ROOT,
                        "{\"nodes\": %d, \"couplings\": %d, \"secondsToDecideStability\": %.2f, \"secondsToRest\": %.2f, \"residual\": %.2e, \"secondsOfRungeKutta\": %.2f, \"distanceOfRungeKutta\": %.2e}%n",
                        NODES,
                        system.couplings().count(),
                        decided,
                        solved,
                        residual,
                        integrated,
                        distance));
        assertThat(residual).isLessThan(1e-6);
        assertThat(distance).isLessThan(1e-6);
        assertThat(solved).isLessThanOrEqualTo(SECONDS_COUPLED);
    }

    @Test
    void aNoiseSweepOfAllLayersTakesLessThanFiveMinutes() throws IOException {
        boolean real = System.getProperty("dsllm.shared") != null;
        Path file = real
                ? Shared.file("models/llama2c-stories260K/stories260K.bin")
                : TinyModels.llama2c(folder, TinyModels.shape(64, 172, 5, 8, 4, 512, 512), 3);
        LanguageModel model = Models.open(file);
        List<int[]> texts = real ? stories(file, model.shape()) : random(model.shape());
        NonIdeality noise = Imperfections.named("output-noise");
        int threads = Runtime.getRuntime().availableProcessors();
        long started = System.nanoTime();

        ModelQuality quality = new ModelQuality(model, texts, TOKENS);
        double[] ideal = quality.ideal();
        List<Sweep.Point> points = quality.sweep(noise, noise.sweep(), SEEDS, 1, threads);
        double seconds = since(started);

        StringBuilder json = new StringBuilder(String.format(
                Locale.ROOT,
                "{\"model\": \"%s\", \"strengths\": %d, \"seeds\": %d, \"tokens\": %d, \"threads\": %d, \"seconds\": %.1f, \"perplexityIdeal\": %.4f, \"points\": [",
                real ? "stories260K" : "random weights",
                points.size(),
                SEEDS,
                TOKENS,
                threads,
                seconds,
                ideal[0]));
        for (Sweep.Point point : points) {
            json.append(String.format(
                    Locale.ROOT,
                    "%n  {\"strength\": %s, \"perplexity\": %.4f, \"halfWidth\": %.4f, \"accuracy\": %.4f},",
                    point.strength(),
                    point.mean(0),
                    point.halfWidth(0),
                    point.mean(1)));
        }
        write("sweep", json.substring(0, json.length() - 1) + "]}\n");
        assertThat(points).hasSize(8);
        assertThat(points.get(7).mean(0)).isGreaterThan(points.get(0).mean(0));
        assertThat(seconds).isLessThanOrEqualTo(SECONDS_SWEEP);
    }

    private static List<int[]> stories(Path model, ModelShape shape) {
        var tokenizer = TokenizerLoader.forModel(model, null, shape).orElseThrow();
        return new CalibrationText(tokenizer, shape)
                .read(Shared.file("datasets/tinystories-sample/tinystories_sample.txt"), STORIES)
                .sequences();
    }

    private static List<int[]> random(ModelShape shape) {
        Random random = new Random(1);
        return List.of(new int[20][256]).stream()
                .map(text -> random.ints(256, 2, shape.vocabulary()).toArray())
                .toList();
    }

    private static double since(long started) {
        return (System.nanoTime() - started) / 1e9;
    }

    private static void write(String name, String json) throws IOException {
        Path file = Path.of("target", "benchmark", "physics-" + name + ".json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, json);
        System.out.println(json);
    }
}
