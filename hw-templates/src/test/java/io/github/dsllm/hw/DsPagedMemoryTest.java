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
    private static final int WORDS = 4096 + 156;
    private static final String REST = "words.mem" + MemoryPages.REST;
    private static final int WRITTEN_FIRST = 17;
    private static final int WRITTEN_LAST = 4200;

    /** Shows every word, then writes one of each page and shows both and their neighbours, with a read that is not enabled between. */
    private static final String BENCH = """
            module bench;
              reg clock = 0;
              reg readEnable = 0, writeEnable = 0;
              reg [12:0] readAddress = 0, writeAddress = 0;
              reg [11:0] writeData = 0;
              wire [11:0] readData;
              DsPagedMemory #(.WIDTH(12), .DEPTH(4252), .ADDRESS_BITS(13), .PAGE_BITS(12), .FILE("words.mem")) memory (.*);
              always #1 clock = !clock;
              task show(input [12:0] address);
                begin
                  readEnable = 1; readAddress = address; @(negedge clock);
                  readEnable = 0; readAddress = ~address; @(negedge clock);
                  $display("%0d", readData);
                end
              endtask
              task write(input [12:0] address, input [11:0] word);
                begin
                  writeEnable = 1; writeAddress = address; writeData = word; @(negedge clock);
                  writeEnable = 0;
                end
              endtask
              integer i;
              initial begin
                @(negedge clock);
                for (i = 0; i < 4252; i = i + 1) show(i);
                write(17, 1234); write(4200, 2345);
                show(16); show(17); show(18); show(4199); show(4200); show(4201); show(104); show(4113);
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
        int page = MemoryPages.first(WORDS);
        Depths depths = new Depths(WORDS, 16, 8, 32, 16, 8, 32, 16);
        CoreParameters deep = Cores.of(Numerics.DEFAULT).withDepths(depths);
        bench = new UnitBench(directory, () -> new DsCore(deep));
        bench.memory("words.mem", LongStream.of(words))
                .memory(REST, LongStream.of(words).skip(page));
    }

    @Test
    void twoPagesAreTheMemoryThatSimulatorsSee() throws IOException {
        assertThat(bench.run(BENCH)).isEqualTo(expected());
        assertThat(paged()).isEqualTo(expected());
    }

    @Test
    void aDamagedRestIsSeen() throws IOException {
        long[] damaged = LongStream.of(words).skip(MemoryPages.first(WORDS)).toArray();
        damaged[damaged.length - 1] ^= 1;
        bench.memory(REST, LongStream.of(damaged));

        List<String> read = paged();

        assertThat(read.get(WORDS - 1)).isNotEqualTo(expected().get(WORDS - 1));
        assertThat(read.subList(0, WORDS - 1)).isEqualTo(expected().subList(0, WORDS - 1));
    }

    @Test
    void aLittleMoreThanAPowerOfTwoIsDivided() {
        assertThat(MemoryPages.first(WORDS)).isEqualTo(4096);
        assertThat(MemoryPages.first(4096)).isZero();
        assertThat(MemoryPages.first(4096 + 513)).isZero();
        assertThat(MemoryPages.first(1100)).isZero();
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
        lines.addAll(List.of(lines.get(16), "1234", lines.get(18), lines.get(4199), "2345", lines.get(4201)));
        lines.addAll(List.of(lines.get(WRITTEN_LAST - 4096), lines.get(4096 + WRITTEN_FIRST)));
        return lines;
    }
}
