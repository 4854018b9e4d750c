package io.github.dsllm.hw;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.chip.ExponentialTable;
import io.github.dsllm.codegen.chip.Numerics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("native")
class ExponentialUnitTest {
    private static final String BENCH = """
            module bench;
              reg clock = 0, reset = 1, valid = 0;
              reg [19:0] t = 0;
              wire out_valid;
              wire [16:0] f;
              ExponentialUnit_20 unit(.clock(clock), .reset(reset), .in_valid(valid), .in_bits(t), .out_valid(out_valid), .out_bits(f));
              always #1 clock = ~clock;
              always @(posedge clock) if (out_valid) $display("%0d", f);
              initial begin
                repeat (3) @(negedge clock);
                reset = 0;
                for (integer i = 0; i < LIMIT; i = i + 1) begin
                  valid = 1;
                  t = i;
                  @(negedge clock);
                  while ($urandom % 8 == 0) begin
                    valid = 0;
                    t = $urandom;
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

    @ParameterizedTest
    @MethodSource("numerics")
    void equalsTheTableForEveryTime(Numerics numerics) throws IOException {
        ExponentialTable table = new ExponentialTable(numerics);
        long limit = ExponentialTable.zeroFrom(numerics) + 100;
        UnitBench bench = new UnitBench(directory, () -> new ExponentialUnit(new Shape(Cores.of(numerics)), 20));

        List<String> f = bench.memory("exponential.mem", table.entries()).run(BENCH.replace("LIMIT", "" + limit));

        assertThat(f)
                .containsExactlyElementsOf(LongStream.range(0, limit)
                        .mapToObj(t -> "" + table.evaluate(t))
                        .toList());
    }

    @Test
    void differsWhenOneBitOfItsTableIsFlipped() throws IOException {
        CoreParameters core = Cores.of(Exponential.CUBIC);
        ExponentialTable table = new ExponentialTable(core.numerics());
        int[] damaged = table.entries();
        damaged[77] ^= 1;
        UnitBench bench = new UnitBench(directory, () -> new ExponentialUnit(new Shape(core), 20));

        List<String> f = bench.memory("exponential.mem", damaged).run(BENCH.replace("LIMIT", "100"));

        assertThat(f.get(76)).isEqualTo("" + table.evaluate(76));
        assertThat(f.get(77)).isNotEqualTo("" + table.evaluate(77));
    }

    @Test
    void passesLintAndKeepsItsTableInBlockMemory() throws IOException {
        UnitBench bench =
                new UnitBench(directory, () -> new ExponentialUnit(new Shape(Cores.of(Exponential.CUBIC)), 20));
        bench.memory("exponential.mem", new ExponentialTable(Numerics.DEFAULT).entries());

        assertThat(bench.lint("ExponentialUnit_20")).isEmpty();
        assertThat(bench.yosys("synth_ecp5 -top ExponentialUnit_20; stat"))
                .anyMatch(line -> line.strip().matches("DP16KD +1"));
    }

    static Stream<Numerics> numerics() {
        return Stream.of(
                Numerics.DEFAULT,
                Numerics.FIDELITY,
                Numerics.DEFAULT.withExponential(Exponential.DISCHARGE),
                Numerics.DEFAULT.withExponential(Exponential.TAYLOR3));
    }
}
