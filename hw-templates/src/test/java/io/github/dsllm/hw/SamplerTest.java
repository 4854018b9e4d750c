package io.github.dsllm.hw;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.ExponentialTable;
import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logits of 43 tokens in groups of 8 lanes, 40 drawings from one seed: greedy, at two temperatures, and at positions that offer nothing. */
@Tag("native")
class SamplerTest {
    private static final int COUNT = 43;
    private static final int GROUPS = 6;
    private static final int DRAWINGS = 40;
    private static final int SHIFT = 20;
    private static final int SEED = 0xC0FFEE11;
    private static final String BENCH = """
            module bench;
              reg clock = 0, reset = 1, start = 0, reload = 0;
              reg [23:0] logits [0:DRAWINGS*48-1];
              integer drawing = 0, cycles = 0;
              wire readValid, done;
              wire [15:0] readGroup, token;
              wire [1:0] turn;
              reg [23:0] fetched [0:7], nodes [0:7];
              reg isFetched = 0;
              integer lane;
              wire [15:0] temperature = drawing % 4 == 0 ? 16'd0 : drawing % 4 == 1 ? 16'd6000 : 16'd900;
              Sampler unit(.clock(clock), .reset(reset), .start_valid(start), .start_bits_source(16'd3), .start_bits_count(16'd43), .start_bits_shift(8'd20),
                .start_bits_offer(drawing % 4 != 3), .start_bits_inverseTemperature(temperature), .seed(32'hC0FFEE11), .reload(reload), .readValid(readValid),
                .readGroup(readGroup), .turn_0(turn[0]), .turn_1(turn[1]), .heads_0(nodes[0]), .heads_1(nodes[4]), .done(done), .token(token));
              always #1 clock = ~clock;
              // the source register: two rings of four nodes
              always @(posedge clock) for (lane = 0; lane < 8; lane = lane + 1) begin
                isFetched <= readValid;
                if (readValid) fetched[lane] <= logits[drawing * 48 + (readGroup - 3) * 8 + lane];
                if (isFetched) nodes[lane] <= fetched[lane];
                else if (turn[lane / 4]) nodes[lane] <= nodes[lane % 4 == 3 ? lane - 3 : lane + 1];
              end
              initial begin
                $readmemh("logits.mem", logits);
                repeat (3) @(negedge clock);
                reset = 0;
                reload = 1;
                @(negedge clock);
                reload = 0;
                for (drawing = 0; drawing < DRAWINGS; drawing = drawing + 1) begin
                  start = 1;
                  @(negedge clock);
                  start = 0;
                  cycles = 1;
                  while (!done) begin
                    @(negedge clock);
                    cycles = cycles + 1;
                  end
                  $display("%0d%s", token, drawing % 4 == 0 ? cycles > 31 ? " late" : " greedy" : "");
                  @(negedge clock);
                end
                $finish;
              end
            endmodule
            """;

    @TempDir
    private Path directory;

    @Test
    void picksTheTokenOfItsDefinition() throws IOException {
        CoreParameters core = Cores.of(Numerics.DEFAULT);
        Random random = new Random(5);
        long[] logits = LongStream.generate(() -> random.nextInt(4_000_000) - 3_000_000)
                .limit(DRAWINGS * GROUPS * 8L)
                .toArray();
        for (int drawing = 0; drawing < DRAWINGS; drawing++) {
            int equal = drawing * GROUPS * 8 + random.nextInt(20);
            logits[equal] = logits[equal + 11] = 1_000_000;
        }
        UnitBench bench = new UnitBench(directory, () -> new Sampler(new Shape(core)));

        List<String> tokens = bench.memory("exponential.mem", new ExponentialTable(core.numerics()).entries())
                .memory("logits.mem", LongStream.of(logits).map(logit -> logit & 0xFFFFFF))
                .run(BENCH.replace("DRAWINGS", "" + DRAWINGS));

        assertThat(tokens.stream().filter(line -> !line.contains("readmemh")).map(String::strip))
                .containsExactlyElementsOf(expected(core, logits));
        assertThat(bench.lint("Sampler")).isEmpty();
    }

    private static List<String> expected(CoreParameters core, long[] logits) {
        ExponentialTable table = new ExponentialTable(core.numerics());
        List<String> tokens = new ArrayList<>();
        int register = SEED;
        for (int drawing = 0; drawing < DRAWINGS; drawing++) {
            long[] l = java.util.Arrays.copyOfRange(logits, drawing * GROUPS * 8, drawing * GROUPS * 8 + COUNT);
            long maximum = LongStream.of(l).max().getAsLong();
            int token = 0;
            if (drawing % 4 == 0 || drawing % 4 == 3) {
                while (l[token] != maximum) {
                    token++;
                }
            } else {
                for (int shift = 0; shift < 32; shift++) {
                    register = register >>> 1 ^ ((register & 1) == 1 ? Numerics.LFSR_POLYNOMIAL : 0);
                }
                long inverseTemperature = drawing % 4 == 1 ? 6000 : 900;
                long[] f = LongStream.of(l)
                        .map(logit -> table.evaluate(FixedPoint.round((maximum - logit) * inverseTemperature, SHIFT)))
                        .toArray();
                long threshold =
                        (Integer.toUnsignedLong(register) * LongStream.of(f).sum()) >>> 32;
                long prefix = f[0];
                while (prefix <= threshold) {
                    prefix += f[++token];
                }
            }
            tokens.add(token + (drawing % 4 == 0 ? " greedy" : ""));
        }
        return tokens;
    }
}
