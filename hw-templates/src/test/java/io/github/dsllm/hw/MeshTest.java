package io.github.dsllm.hw;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Numerics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every tile sends numbered groups to all (each third one to the host) at random times; receivers stall at random. */
@Tag("native")
class MeshTest {
    private static final int GROUPS = 60;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"1,1", "1,3", "2,2", "3,2"})
    void deliversEverythingOnceAndInTheOrderOfEachSource(int rows, int columns) throws IOException {
        CoreParameters core = Cores.of(Numerics.DEFAULT, rows, columns);
        UnitBench bench = new UnitBench(directory, () -> new Network(core));

        List<String> received = bench.run(bench(core));

        for (int target = 0; target < core.tiles(); target++) {
            for (int source = 0; source < core.tiles(); source++) {
                String prefix = target + " from " + source + ": ";
                assertThat(received.stream()
                                .filter(line -> line.startsWith(prefix))
                                .toList())
                        .containsExactlyElementsOf(expected(target, source, prefix));
            }
        }
        assertThat(bench.lint("Network")).isEmpty();
    }

    private static List<String> expected(int target, int source, String prefix) {
        return IntStream.range(0, GROUPS)
                .filter(number -> number % 3 == 0 ? target == 0 : target != source)
                .mapToObj(number -> prefix + number + " group " + (number + source) % 32 + " nodes "
                        + (number * 100 + 7) + " " + (-number * 100 - source))
                .toList();
    }

    private static String bench(CoreParameters core) {
        StringBuilder ports = new StringBuilder();
        StringBuilder tiles = new StringBuilder();
        for (int tile = 0; tile < core.tiles(); tile++) {
            String t = "" + tile;
            ports.append(
                            ", .send_T_ready(ready[T]), .send_T_valid(valid[T]), .send_T_bits_group(5'(number[T] + T)), .send_T_bits_toHost(number[T] % 3 == 0), "
                                    .replace("T", t))
                    .append(
                            ".receive_T_ready(take[T]), .receive_T_valid(offered[T]), .receive_T_bits_group(group[T]), .receive_T_bits_toHost()"
                                    .replace("T", t));
            for (int lane = 0; lane < core.lanes(); lane++) {
                String value = switch (lane) {
                    case 0 -> "24'd" + t;
                    case 1 -> "24'(number[" + t + "])";
                    case 2 -> "24'(number[" + t + "] * 100 + 7)";
                    case 7 -> "24'(-number[" + t + "] * 100 - " + t + ")";
                    default -> "24'd" + lane;
                };
                ports.append(", .send_" + t + "_bits_nodes_" + lane + "(" + value + ")")
                        .append(", .receive_" + t + "_bits_nodes_" + lane + "(nodes[" + (tile * core.lanes() + lane)
                                + "])");
            }
            tiles.append("""
                      always @(posedge clock) begin
                        if (!reset && offered[T] && take[T])
                          $display("T from %0d: %0d group %0d nodes %0d %0d", nodes[T*8], nodes[T*8+1], group[T], $signed(nodes[T*8+2]), $signed(nodes[T*8+7]));
                        fired[T] = valid[T] && ready[T];
                      end
                      always @(negedge clock) if (!reset) begin
                        if (fired[T]) begin
                          valid[T] = 0;
                          number[T] = number[T] + 1;
                        end
                        if (!valid[T] && number[T] < GROUPS && $urandom % 4 != 0) valid[T] = 1;
                        take[T] = $urandom % 3 != 0;
                      end
                    """.replace("T]", t + "]").replace("T*", t + "*").replace("\"T ", "\"" + t + " "));
        }
        return """
                module bench;
                  reg clock = 0, reset = 1;
                  reg [TILES-1:0] valid = 0, take = 0, fired = 0;
                  wire [TILES-1:0] ready, offered;
                  wire [4:0] group [0:TILES-1];
                  wire [23:0] nodes [0:TILES*8-1];
                  integer number [0:TILES-1];
                  integer i;
                  initial for (i = 0; i < TILES; i = i + 1) number[i] = 0;
                  Network network(.clock(clock), .reset(reset)PORTS);
                  always #1 clock = ~clock;
                  initial begin
                    repeat (3) @(negedge clock);
                    reset = 0;
                    repeat (8000) @(negedge clock);
                    $finish;
                  end
                BODY
                endmodule
                """.replace("PORTS", ports)
                .replace("BODY", tiles)
                .replace("TILES", "" + core.tiles())
                .replace("GROUPS", "" + GROUPS);
    }
}
