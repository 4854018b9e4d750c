package io.github.dsllm.sim.estimate;

import io.github.dsllm.sim.estimate.TransformerSize.Family;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The hardware table of the DS-LLM poster (Song et al., ICLR 2025), and what follows from it; docs/paper.md says which entries are read otherwise than printed. */
public final class Poster {
    /** Watts at which the poster's GPU column counts an A100: tokens per second over tokens per kilowatt hour. */
    public static final double GPU_WATTS = 800;

    private static final double JOULES_PER_KWH = 3.6e6;
    private static final List<Row> ROWS = List.of(
            new Row(
                    "GPT-2",
                    new TransformerSize(Family.GPT2, 12, 768, 3072, 12, 12, 64, 50257, 1024, true),
                    new Entries(1.37e4, 6.19e7, 6.46e-5),
                    new Entries(6.70e6, 8.93e12, 1.20e-6)),
            new Row(
                    "GPT-2 M",
                    new TransformerSize(Family.GPT2, 24, 1024, 4096, 16, 16, 64, 50257, 1024, true),
                    new Entries(3.24e3, 1.46e7, 1.80e-4),
                    new Entries(3.27e6, 4.36e12, 2.48e-6)),
            new Row(
                    "OPT-1.3B",
                    new TransformerSize(Family.OPT, 24, 2048, 8192, 32, 32, 64, 50272, 2048, true),
                    new Entries(1.20e3, 5.41e6, 2.76e-4),
                    new Entries(3.08e6, 9.56e11, 1 / 3.92e5)),
            new Row(
                    "OPT-2.7B",
                    new TransformerSize(Family.OPT, 32, 2560, 10240, 32, 32, 80, 50272, 2048, true),
                    new Entries(3.97e2, 1.78e6, 8.12e-4),
                    new Entries(2.33e6, 4.37e11, 3.41e-6)),
            new Row(
                    "Llama2-7B",
                    new TransformerSize(Family.LLAMA, 32, 4096, 11008, 32, 32, 128, 32000, 4096, false),
                    new Entries(1.34e2, 6.05e5, 2.51e-3),
                    new Entries(2.24e6, 1.56e11, 3.57e-6)));

    private Poster() {}

    /**
     * What the poster prints of one machine.
     *
     * @param tokensPerSecond trained
     * @param tokensPerKilowattHour trained
     * @param latency seconds per token generated
     */
    public record Entries(double tokensPerSecond, double tokensPerKilowattHour, double latency) {

        /** Seconds per token trained. */
        public double trainTime() {
            return 1 / tokensPerSecond;
        }

        /** Watts while training. */
        public double watts() {
            return tokensPerSecond * JOULES_PER_KWH / tokensPerKilowattHour;
        }
    }

    /**
     * One model.
     *
     * @param name the poster's
     * @param size from its configuration
     * @param gpu an A100
     * @param machine the dynamical-system machine
     */
    public record Row(String name, TransformerSize size, Entries gpu, Entries machine) {

        /** How many times as fast the machine trains. */
        public double trainingSpeedup() {
            return machine.tokensPerSecond() / gpu.tokensPerSecond();
        }

        /** How many times as fast the machine generates. */
        public double latencySpeedup() {
            return gpu.latency() / machine.latency();
        }

        /** How many times as many tokens the machine trains per kilowatt hour. */
        public double energyRatio() {
            return machine.tokensPerKilowattHour() / gpu.tokensPerKilowattHour();
        }
    }

    public static List<Row> rows() {
        return ROWS;
    }

    /** The row of a model with the same sizes. */
    public static Optional<Row> row(TransformerSize size) {
        return ROWS.stream()
                .filter(row -> row.size().layerCouplings() == size.layerCouplings()
                        && row.size().layers() == size.layers()
                        && row.size().family() == size.family())
                .findFirst();
    }

    /** Arithmetic mean over the models, the one that the poster's headlines are. */
    public static double mean(ToDoubleFunction<Row> figure) {
        return ROWS.stream().mapToDouble(figure).average().orElseThrow();
    }

    /**
     * The one constant of the baseline: seconds t of a layer, latency = layers · t and a trained token = layers · t/8, as the geometric mean of what the ten entries
     * say.
     */
    public static double secondsPerLayer() {
        double logarithms = ROWS.stream()
                .mapToDouble(row -> Math.log(
                                row.machine().latency() / row.size().layers())
                        + Math.log(8 * row.machine().trainTime() / row.size().layers()))
                .sum();
        return Math.exp(logarithms / (2 * ROWS.size()));
    }
}
