package io.github.dsllm.hw;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.isa.Region;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every tile sends numbered groups to random rectangles, with and without itself, at random times; receivers stall at random, and chips of two tiles may have slow links to each other. */
@Tag("native")
class MeshTest {
    private static final int GROUPS = 60;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"1,1,1", "1,3,1", "2,2,1", "3,2,1", "4,1,1", "3,4,1", "2,2,2", "3,4,3", "1,4,9"})
    void deliversEverythingOnceAndInTheOrderOfEachSource(int rows, int columns, int crossing) throws IOException {
        CoreParameters core = Cores.of(Numerics.DEFAULT, rows, columns, new CoreParameters.Chips(1, 2, crossing));
        UnitBench bench = new UnitBench(directory, () -> new Network(core));

        Region[][] regions = regions(core);

        List<String> received = bench.run(bench(core, regions));

        for (int target = 0; target < core.tiles(); target++) {
            for (int source = 0; source < core.tiles(); source++) {
                String prefix = target + " from " + source + ":";
                assertThat(received.stream()
                                .filter(line -> line.startsWith(prefix))
                                .toList())
                        .containsExactlyElementsOf(expected(core, regions[source], target, source));
            }
        }
        assertThat(bench.lint("Network")).isEmpty();
    }

    private static Region[][] regions(CoreParameters core) {
        Random random = new Random(core.tiles());
        Region[][] regions = new Region[core.tiles()][GROUPS];
        for (Region[] ofTile : regions) {
            Arrays.setAll(ofTile, number -> region(random, core));
        }
        return regions;
    }

    private static Region region(Random random, CoreParameters core) {
        int firstRow = random.nextInt(core.tileRows());
        int firstColumn = random.nextInt(core.tileColumns());
        return new Region(
                firstRow,
                firstRow + random.nextInt(core.tileRows() - firstRow),
                firstColumn,
                firstColumn + random.nextInt(core.tileColumns() - firstColumn));
    }

    private static List<String> expected(CoreParameters core, Region[] regions, int target, int source) {
        return IntStream.range(0, GROUPS)
                .filter(number ->
                        regions[number].receivers(source, core.tileColumns()).contains(target))
                .mapToObj(number -> target + " from " + source + ": " + number + " group " + (number + source) % 32
                        + " nodes " + (number * 100 + 7) + " " + (-number * 100 - source))
                .toList();
    }

    private static String bound(String name, int tile, int sides, int lowest) {
        int bits = Math.max(1, 32 - Integer.numberOfLeadingZeros(sides - 1));
        return ".send_" + tile + "_bits_region_" + name + "(" + bits + "'(region[" + tile * GROUPS + " + number[" + tile
                + "]] >> " + lowest + ")), ";
    }

    private static String bench(CoreParameters core, Region[][] regions) {
        StringBuilder contents = new StringBuilder();
        for (int i = 0; i < core.tiles() * GROUPS; i++) {
            contents.append("region[%d] = %d; ".formatted(i, regions[i / GROUPS][i % GROUPS].address()));
        }
        StringBuilder ports = new StringBuilder();
        StringBuilder tiles = new StringBuilder();
        for (int tile = 0; tile < core.tiles(); tile++) {
            String t = "" + tile;
            ports.append(", .send_T_ready(ready[T]), .send_T_valid(valid[T]), .send_T_bits_group(5'(number[T] + T)), "
                            .replace("T", t))
                    .append(bound("firstRow", tile, core.tileRows(), 24))
                    .append(bound("lastRow", tile, core.tileRows(), 16))
                    .append(bound("firstColumn", tile, core.tileColumns(), 8))
                    .append(bound("lastColumn", tile, core.tileColumns(), 0))
                    .append(".receive_T_ready(take[T]), .receive_T_valid(offered[T]), .receive_T_bits_group(group[T])"
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
                  reg [31:0] region [0:TILES*GROUPS-1];
                  initial begin
                    CONTENTS
                  end
                  initial for (i = 0; i < TILES; i = i + 1) number[i] = 0;
                  Network network(.clock(clock), .reset(reset)PORTS);
                  always #1 clock = ~clock;
                  initial begin
                    repeat (3) @(negedge clock);
                    reset = 0;
                    repeat (20000) @(negedge clock);
                    $finish;
                  end
                BODY
                endmodule
                """.replace("CONTENTS", contents)
                .replace("PORTS", ports)
                .replace("BODY", tiles)
                .replace("TILES", "" + core.tiles())
                .replace("GROUPS", "" + GROUPS);
    }
}
