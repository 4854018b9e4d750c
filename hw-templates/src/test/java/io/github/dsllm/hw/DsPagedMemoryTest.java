package io.github.dsllm.hw;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.CoreParameters.Depths;
import io.github.dsllm.codegen.chip.MemoryPages;
import io.github.dsllm.codegen.chip.Numerics;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DsPagedMemoryTest {
    private static final int WIDTH = 12;
    private static final String FILE = "words.mem";
    private static final List<Integer> PAGES = List.of(2048, 1024, 156);
    private static final int WORDS = 2048 + 1024 + 156;

    /** Shows every word, then writes one of each page and shows them, their neighbours and what has the same place in other pages. Where nothing is read there is a 0. */
    private static final String BENCH = """
            module bench;
              reg clock = 0;
              reg readEnable = 0, writeEnable = 0;
              reg [11:0] readAddress = 0, writeAddress = 0;
              reg [11:0] writeData = 0;
              wire [11:0] readData;
              DsPagedMemory_3228 #(
                .WIDTH(12), .CHUNK(12), .CHUNKS(1), .LOADED(1),
                .FILE_0("words.mem"), .FILE_1("words.mem.page1"), .FILE_2("words.mem.page2")
              ) memory (.*);
              always #1 clock = !clock;
              task show(input [11:0] address);
                begin
                  readEnable = 1; readAddress = address; @(negedge clock);
                  $display("%0d", readData);
                  readEnable = 0; readAddress = ~address; @(negedge clock);
                  if (readData !== 0) $display("%0d is left", readData);
                end
              endtask
              task write(input [11:0] address, input [11:0] word);
                begin
                  writeEnable = 1; writeAddress = address; writeData = word; @(negedge clock);
                  writeEnable = 0;
                end
              endtask
              integer i;
              initial begin
                @(negedge clock);
                for (i = 0; i < 3228; i = i + 1) show(i);
                write(17, 1234); write(2065, 2345); write(3200, 3456);
                show(16); show(17); show(18); show(2064); show(2065); show(2066); show(3089); show(3199); show(3200); show(3201); show(128);
                $finish;
              end
            endmodule
            """;

    @TempDir
    private Path directory;

    private final long[] words =
            new Random(11).ints(WORDS, 0, 1 << WIDTH).asLongStream().toArray();
    private UnitBench bench;

    @BeforeEach
    void elaborate() throws IOException {
        Depths depths = new Depths(WORDS, 16, 8, 32, 16, 8, 32, 16);
        CoreParameters deep = Cores.of(Numerics.DEFAULT).withDepths(depths);
        bench = new UnitBench(directory, () -> new DsCore(deep));
        bench.memory(FILE, LongStream.of(words))
                .memory(
                        MemoryPages.file(FILE, 1),
                        LongStream.of(words).skip(2048).limit(1024))
                .memory(MemoryPages.file(FILE, 2), LongStream.of(words).skip(3072));
    }

    @Test
    void pagesAreTheMemoryThatSimulatorsSee() throws IOException {
        assertThat(bench.run(BENCH)).isEqualTo(expected());
        assertThat(paged()).isEqualTo(expected());
    }

    @Test
    void aDamagedPageIsSeen() throws IOException {
        long[] damaged = LongStream.of(words).skip(3072).toArray();
        damaged[damaged.length - 1] ^= 1;
        bench.memory(MemoryPages.file(FILE, 2), LongStream.of(damaged));

        List<String> read = paged();

        assertThat(read.get(WORDS - 1)).isNotEqualTo(expected().get(WORDS - 1));
        assertThat(read.subList(0, WORDS - 1)).isEqualTo(expected().subList(0, WORDS - 1));
    }

    @Test
    void pagesArePowersOfTwoButTheLast() {
        assertThat(MemoryPages.of(WORDS)).isEqualTo(PAGES);
        assertThat(MemoryPages.of(4252)).isEqualTo(List.of(2048, 2048, 156));
        assertThat(MemoryPages.of(1537)).isEqualTo(List.of(1537));
        assertThat(MemoryPages.of(1536)).isEqualTo(List.of(1024, 512));
        assertThat(MemoryPages.of(1024)).isEqualTo(List.of(1024));
        assertThat(MemoryPages.of(1)).isEqualTo(List.of(1));
    }

    /** What synthesis sees; Icarus remarks that the file of the first page has more words. */
    private List<String> paged() throws IOException {
        return bench.run("`define DSLLM_PAGES\n" + BENCH).stream()
                .filter(line -> !line.startsWith("WARNING"))
                .toList();
    }

    private List<String> expected() {
        List<String> lines =
                new ArrayList<>(LongStream.of(words).mapToObj(Long::toString).toList());
        lines.addAll(List.of(lines.get(16), "1234", lines.get(18), lines.get(2064), "2345", lines.get(2066)));
        lines.addAll(List.of(lines.get(3089), lines.get(3199), "3456", lines.get(3201), lines.get(128)));
        return lines;
    }
}
