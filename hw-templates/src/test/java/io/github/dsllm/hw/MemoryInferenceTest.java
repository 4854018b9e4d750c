package io.github.dsllm.hw;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.ExponentialTable;
import io.github.dsllm.codegen.chip.Numerics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Yosys finds the memories of a whole core: block RAM of an ECP5 behind every DsMemory, distributed RAM behind the state of the lanes. */
@Tag("native")
class MemoryInferenceTest {
    private static final int LANES = 8;
    private static final int WORDS = 512;
    private static final CoreParameters CORE = new CoreParameters(
            1,
            1,
            LANES,
            4,
            1,
            4,
            4,
            Numerics.DEFAULT,
            new CoreParameters.Widths(24, 42, 32, 27),
            new CoreParameters.Depths(WORDS, WORDS, WORDS, 32, WORDS, WORDS, WORDS, 256),
            false,
            false);

    /** A block of 512 words has 36 bits, one of 1024 words 18. */
    private static final int WIDE_BLOCK = 36;

    @TempDir
    private Path directory;

    private UnitBench bench;

    @BeforeEach
    void elaborate() throws IOException {
        bench = new UnitBench(directory, () -> new DsCore(CORE));
        bench.emptyMemories(1);
    }

    @Test
    void everyMemoryIsInferred() throws IOException {
        List<String> cells = inferred();

        assertThat(blocks(cells)).isEqualTo(expectedBlocks());
        assertThat(count(cells, "$__TRELLIS_DPR16X4_"))
                .as("state memory: 4 bits of 16 groups each")
                .isGreaterThanOrEqualTo(LANES * (CORE.widths().stateWord() / 4) * (32 / 16));
        assertThat(count(cells, "$mem_v2"))
                .as("constant tables of the reciprocal estimates, which may become logic, and nothing else")
                .isLessThanOrEqualTo(CORE.clusters());
    }

    @Test
    void aCouplingMemoryThatIsReloadedTakesTheSameBlocks() throws IOException {
        CoreParameters reloading = CORE.withExternal(new CoreParameters.External(WORDS, 8, 256));
        bench = new UnitBench(Files.createDirectory(directory.resolve("reloading")), () -> new DsCore(reloading));
        bench.emptyMemories(1);

        assertThat(Files.readString(directory.resolve("reloading/DsCore.sv"))).contains("io_answer_valid");
        assertThat(blocks(inferred())).isEqualTo(expectedBlocks());
    }

    @Test
    void memoriesThatCanBeLoadedTakeTheSameBlocks() throws IOException {
        Shape loaded = new Shape(CORE, BoardParameters.Load.RELOAD);
        bench = new UnitBench(Files.createDirectory(directory.resolve("loaded")), () -> new DsCore(loaded));
        bench.emptyMemories(1);

        assertThat(Files.readString(directory.resolve("loaded/DsCore.sv"))).contains("io_load_bits_chunk");
        assertThat(blocks(inferred())).isEqualTo(expectedBlocks());
    }

    @Test
    void aMemoryWithAnotherReadPortIsNoBlockMemory() throws IOException {
        Set<String> names = new TreeSet<>(List.of("DsMemory.v"));
        for (int depth : new int[] {CORE.depths().couplings(), CORE.depths().keyValues()}) {
            names.add("DsPagedMemory_" + depth + ".v");
        }
        for (String name : names) {
            Path memory = directory.resolve(name);
            String sound = Files.readString(memory);
            String asynchronous = sound.replace("output reg", "output")
                    .replaceAll(
                            "always @\\(posedge clock\\).* readData <= .*;", "assign readData = memory[readAddress];");
            assertThat(asynchronous).isNotEqualTo(sound);
            Files.writeString(memory, asynchronous);
        }

        assertThat(blocks(inferred())).isZero();
    }

    private static int expectedBlocks() {
        Numerics numerics = CORE.numerics();
        int keyValueLanes = CORE.keyValueLanes();
        int oneTile = Stream.of(
                        LANES * numerics.couplingBits(),
                        CORE.units() * (numerics.scaleBits() + CoreParameters.SCALE_SHIFT_BITS) * CORE.unitLanes(),
                        CORE.units() * Numerics.GAIN_BITS * CORE.unitLanes(),
                        keyValueLanes * numerics.keyBits(),
                        keyValueLanes * numerics.valueBits(),
                        CORE.segmentLanes() * numerics.ropeBits(),
                        CORE.segments() * CORE.widths().score(),
                        64,
                        128)
                .mapToInt(width -> (width + WIDE_BLOCK - 1) / WIDE_BLOCK)
                .sum();
        assertThat(new ExponentialTable(numerics).entries()).as("one block").hasSize(1024);
        int exponentialsAndTheSampler = CORE.clusters() + 1;
        int nodeTable = 1;
        return oneTile + exponentialsAndTheSampler + nodeTable;
    }

    /** What Yosys counts in the whole core after it has mapped memories and nothing else. */
    private List<String> inferred() throws IOException {
        List<String> lines = bench.yosys(
                "hierarchy -check -top " + CoreGenerator.TOP
                        + "; proc; opt; memory -nomap; opt_clean; memory_libmap -lib +/ecp5/lutrams.txt -lib +/ecp5/brams.txt; stat");
        return lines.subList(lines.indexOf("=== design hierarchy ==="), lines.size());
    }

    /** Block RAMs, with two ports of 18 bits or with one of 36. */
    private static int blocks(List<String> cells) {
        return count(cells, "$__ECP5_DP16KD_") + count(cells, "$__ECP5_PDPW16KD_");
    }

    private static int count(List<String> cells, String name) {
        return cells.stream()
                .map(String::strip)
                .filter(line -> line.startsWith(name + " "))
                .mapToInt(line -> Integer.parseInt(line.substring(name.length()).strip()))
                .sum();
    }
}
