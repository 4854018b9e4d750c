package io.github.dsllm.sim.estimate;

/**
 * A GPU to compare with.
 *
 * @param name where its figures come from
 * @param trainTime seconds per token trained
 * @param latency seconds per token generated
 * @param watts what it draws
 */
public record GpuBaseline(String name, double trainTime, double latency, double watts) {
    /** Bytes per second of the memory of an A100 with 80 GB (NVIDIA's data sheet, SXM). */
    private static final double MEMORY_BANDWIDTH = 2.039e12;

    private static final double BYTES_PER_PARAMETER = 2;

    /** The poster's column where it has the model, otherwise the framework's. */
    public static GpuBaseline of(TransformerSize size) {
        return Poster.row(size)
                .map(row -> new GpuBaseline(
                        "A100 of the poster",
                        row.gpu().trainTime(),
                        row.gpu().latency(),
                        row.gpu().watts()))
                .orElseGet(() -> framework(size));
    }

    /** 6·P operations per token trained at 150 TFLOP/s; a token generated reads all parameters in 16 bits once. */
    public static GpuBaseline framework(TransformerSize size) {
        return new GpuBaseline(
                "A100 by the framework",
                Cluster.flop(size.parameters(), 1, 1) / Cluster.SUSTAINED_FLOP,
                BYTES_PER_PARAMETER * size.parameters() / MEMORY_BANDWIDTH,
                Poster.GPU_WATTS);
    }
}
