package io.github.dsllm.sim.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.sim.training.data.TokenWindows;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.optimise.Schedule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Speed of training in the shape of stories260K, batches of 16 × 256 tokens, two threads, as a share of what the matrix product reaches at 1024³ with two threads in the same
 * run. Useful work is 6 FLOP per parameter and token, 2 per multiplication of a product. Writes target/benchmark/training.json.
 */
@Tag("benchmark")
class TrainingBenchmarkTest {
    private static final ModelShape SHAPE =
            new ModelShape(64, 172, 5, 8, 4, 8, 512, 512, 1e-5, 10000, true, "silu", 1, List.of(2));
    private static final double SHARE_TO_REACH = 0.30;
    private static final int THREADS = 2;
    private static final int BATCH = 16;
    private static final int LENGTH = 256;
    private static final int WARM_UP = 15;
    private static final int RUNS = 21;
    private static final int SIDE = 1024;

    @Test
    void measuresEveryTrainer() throws IOException {
        double peak = peak();
        double least = 1;
        StringBuilder json = new StringBuilder(String.format(Locale.ROOT, "{\"peakGflops\": %.1f", peak));
        for (TrainerKind kind : TrainerKind.values()) {
            double tokens = tokensPerSecond(kind);
            double gflops = 6.0 * SHAPE.parameters() * tokens / 1e9;
            json.append(String.format(
                    Locale.ROOT,
                    ",%n \"%s\": {\"tokensPerSecond\": %.0f, \"gflops\": %.2f, \"share\": %.3f}",
                    kind.label(),
                    tokens,
                    gflops,
                    gflops / peak));
            least = Math.min(least, gflops / peak);
        }
        Path file = Path.of("target", "benchmark", "training.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, json.append("}\n"));
        System.out.println(json);
        assertThat(least).as("share of the peak").isGreaterThanOrEqualTo(SHARE_TO_REACH);
    }

    /** GFLOP per second of the wall clock, best of several. */
    private static double peak() {
        Matrix a = random(SIDE);
        Matrix b = random(SIDE);
        Matrix c = Matrix.zeros(Precision.FLOAT32, SIDE, SIDE);
        int part = SIDE / THREADS;
        try (Workers workers = new Workers(THREADS)) {
            double[] seconds = new double[RUNS];
            for (int run = 0; run < RUNS; run++) {
                long start = System.nanoTime();
                workers.run(THREADS, i -> c.rowRange(i * part, part).addProduct(a.rowRange(i * part, part), b));
                seconds[run] = (System.nanoTime() - start) / 1e9;
            }
            return 2.0 * SIDE * SIDE * SIDE / Arrays.stream(seconds).min().orElseThrow() / 1e9;
        }
    }

    private static Matrix random(int side) {
        Random random = new Random(side);
        Matrix matrix = Matrix.zeros(Precision.FLOAT32, side, side);
        for (int i = 0; i < side * side; i++) {
            matrix.values().set(i, random.nextGaussian());
        }
        return matrix;
    }

    /** Best step after some to warm up. */
    private static double tokensPerSecond(TrainerKind kind) {
        Random random = new Random(1);
        int[] text = random.ints(100_000, 0, SHAPE.vocabulary()).toArray();
        TokenWindows batches = new TokenWindows(text, new int[0], LENGTH, BATCH, 1);
        Schedule schedule = new Schedule(Schedule.Course.CONSTANT, 1e-3, 0, WARM_UP + RUNS, 1);
        TrainSettings settings =
                new TrainSettings(kind, Exponential.CUBIC, 32, TrainSettings.OptimiserKind.ADAMW, schedule, 0.1, 1);
        double best = 0;
        try (Trainer trainer =
                new Trainer(Initialisation.of(SHAPE, Precision.FLOAT32, 1), settings, batches, THREADS)) {
            for (int step = 0; step < WARM_UP + RUNS; step++) {
                long start = System.nanoTime();
                trainer.step();
                double tokens = BATCH * LENGTH / ((System.nanoTime() - start) / 1e9);
                best = step < WARM_UP ? best : Math.max(best, tokens);
            }
        }
        return best;
    }
}
