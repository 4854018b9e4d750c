package io.github.dsllm.hw;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("native")
class RsqrtUnitTest {
    private static final int COUNT = 2000;
    private static final String BENCH = """
            module bench;
              reg clock = 0, reset = 1, start = 0;
              reg [45:0] v = 0;
              reg [45:0] vectors [0:COUNT-1];
              wire done;
              wire [16:0] r;
              wire [5:0] e;
              integer cycles = 0;
              RsqrtUnit unit(.clock(clock), .reset(reset), .start(start), .v(v), .done(done), .r(r), .e(e));
              always #1 clock = ~clock;
              initial begin
                $readmemh("vectors.mem", vectors);
                repeat (3) @(negedge clock);
                reset = 0;
                for (integer i = 0; i < COUNT; i = i + 1) begin
                  start = 1;
                  v = vectors[i];
                  @(negedge clock);
                  start = 0;
                  v = 0;
                  cycles = 1;
                  while (!done) begin
                    cycles = cycles + 1;
                    @(negedge clock);
                  end
                  $display("%0d %0d %0d", r, e, cycles);
                end
                $finish;
              end
            endmodule
            """;

    @TempDir
    private Path directory;

    @Test
    void equalsItsDefinitionWithinItsLatency() throws IOException {
        CoreParameters core = Cores.of(Numerics.DEFAULT);
        Random random = new Random(11);
        long[] v = LongStream.concat(
                        LongStream.of(1, 2, 3, 4, 5, 15, 16, 17, (1L << 46) - 1, 1L << 45, (1L << 32) - 1, 1L << 32),
                        LongStream.generate(() -> UnitBench.anyOf(random, 1, 46)))
                .limit(COUNT)
                .toArray();
        UnitBench bench = new UnitBench(directory, () -> new RsqrtUnit(core));

        List<String> results = bench.memory("vectors.mem", LongStream.of(v)).run(BENCH.replace("COUNT", "" + COUNT));

        assertThat(results)
                .containsExactlyElementsOf(LongStream.of(v)
                        .mapToObj(value -> expected(core.numerics(), value) + " " + RsqrtUnit.latency(core))
                        .toList());
        assertThat(bench.lint("RsqrtUnit")).isEmpty();
    }

    private static String expected(Numerics numerics, long v) {
        int fr = numerics.rsqrtFraction();
        int fm = numerics.rsqrtInputFraction();
        int e = (FixedPoint.bitLength(v) + 1) >> 1;
        long m = FixedPoint.round(v, 2 * e - fm);
        long r = numerics.rsqrtSeed() - FixedPoint.round(numerics.rsqrtSlope() * m, 16 + fm - fr);
        for (int step = 0; step < numerics.rsqrtSteps(); step++) {
            long a = FixedPoint.round(r * r, fr);
            long b = FixedPoint.round(m * a, fm);
            r = Math.min(r + FixedPoint.round(r * ((1L << fr) - b), fr + 1), (1L << (fr + 1)) - 1);
        }
        return r + " " + e;
    }
}
