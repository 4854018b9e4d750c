package io.github.dsllm.hw;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.chip.ReciprocalTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("native")
class ReciprocalEstimateTest {
    private static final int COUNT = 4000;
    private static final String BENCH = """
            module bench;
              reg clock = 0, reset = 1, valid = 0;
              reg [26:0] h = 0;
              reg [26:0] vectors [0:COUNT-1];
              wire out_valid;
              wire [5:0] e;
              wire [16:0] hn;
              wire [15:0] t;
              ReciprocalEstimate unit(.clock(clock), .reset(reset), .in_valid(valid), .in_bits(h), .out_valid(out_valid),
                .out_bits_e(e), .out_bits_hn(hn), .out_bits_t(t));
              always #1 clock = ~clock;
              always @(posedge clock) if (out_valid) $display("%0d %0d %0d", e, hn, t);
              initial begin
                $readmemh("vectors.mem", vectors);
                repeat (3) @(negedge clock);
                reset = 0;
                for (integer i = 0; i < COUNT; i = i + 1) begin
                  valid = 1;
                  h = vectors[i];
                  @(negedge clock);
                  while ($urandom % 8 == 0) begin
                    valid = 0;
                    @(negedge clock);
                  end
                end
                valid = 0;
                repeat (5) @(negedge clock);
                $finish;
              end
            endmodule
            """;

    @TempDir
    private Path directory;

    @Test
    void equalsItsDefinition() throws IOException {
        CoreParameters core = Cores.of(Numerics.DEFAULT);
        Random random = new Random(7);
        long[] h = LongStream.concat(
                        LongStream.of(
                                1 << 16, (1 << 16) + 1, (1 << 17) - 1, 1 << 17, (1 << 17) + 1, (1 << 27) - 1, 1 << 26),
                        LongStream.generate(() -> UnitBench.anyOf(random, 17, 27)))
                .limit(COUNT)
                .toArray();
        UnitBench bench = new UnitBench(directory, () -> new ReciprocalEstimate(core));

        List<String> results = bench.memory("vectors.mem", LongStream.of(h)).run(BENCH.replace("COUNT", "" + COUNT));

        assertThat(results)
                .containsExactlyElementsOf(LongStream.of(h)
                        .mapToObj(value -> expected(core.numerics(), value))
                        .toList());
        assertThat(bench.lint("ReciprocalEstimate")).isEmpty();
    }

    private static String expected(Numerics numerics, long h) {
        int e = FixedPoint.bitLength(h - 1);
        long hn = FixedPoint.round(h, e - numerics.divisorBits());
        return e + " " + hn + " " + ReciprocalTable.entries(numerics)[ReciprocalTable.index(numerics, hn)];
    }
}
