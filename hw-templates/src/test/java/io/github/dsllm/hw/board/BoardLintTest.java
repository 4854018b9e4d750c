package io.github.dsllm.hw.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.BoardParameters.Load;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.chip.SocParameters;
import io.github.dsllm.hw.UnitBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The top level of a board is accepted by Verilator -Wall, Yosys and Icarus, however its memories get their contents. */
class BoardLintTest {
    private static final int CLOCK = 12_000_000;

    @TempDir
    private Path directory;

    @Tag("native")
    @ParameterizedTest
    @EnumSource
    void isAcceptedByVerilatorYosysAndIcarus(Load load) throws IOException {
        requireAccepted(new BoardParameters(core(1, null), CLOCK, 1_000_000, load), 1);
    }

    @Test
    @Tag("native")
    void soIsAMeshThatReloadsFromOutside() throws IOException {
        CoreParameters core = core(3, new CoreParameters.External(1000, 8, 256));
        requireAccepted(new BoardParameters(core, CLOCK, 1_000_000, Load.RELOAD), 3);

        assertThat(Files.readString(directory.resolve("DsBoard.sv"))).contains("io_request_valid", "io_answer_valid");
    }

    @Test
    @Tag("native")
    void soIsAMeshWithAnSdram() throws IOException {
        CoreParameters core = core(3, new CoreParameters.External(1000, 8, 256));
        requireAccepted(new BoardParameters(core, CLOCK, 1_000_000, Load.START, true), 3);

        assertThat(Files.readString(directory.resolve("DsBoard.sv")))
                .contains("io_sdram_rasn")
                .doesNotContainPattern("(input|output).* io_request_valid");
    }

    @Test
    @Tag("native")
    void soIsABoardWhoseSdramTheModelDoesNotNeed() throws IOException {
        CoreParameters core = core(1, new CoreParameters.External(0, 8, 256));
        requireAccepted(new BoardParameters(core, CLOCK, 1_000_000, Load.START, true), 1);
    }

    @Test
    void anSdramIsForACoreThatReloadsAndIsLoaded() {
        CoreParameters core = core(1, new CoreParameters.External(1000, 8, 256));
        assertThatThrownBy(() -> new BoardParameters(core, CLOCK, 1_000_000, Load.RELOAD, true))
                .hasMessageContaining("loaded at the start");
        assertThatThrownBy(() -> new BoardParameters(core(1, null), CLOCK, 1_000_000, Load.START, true))
                .hasMessageContaining("a core with external memory");
        assertThatThrownBy(() -> new BoardParameters(core, 120_000_000, 1_000_000, Load.START, true))
                .hasMessageContaining("1 to 66 MHz");
    }

    @Tag("native")
    @ParameterizedTest
    @EnumSource
    void soIsTheCoreOnAxi(Load load) throws IOException {
        SocParameters soc = new SocParameters(core(1, null), load);
        UnitBench bench = new UnitBench(directory, () -> new DsAxi(soc));
        bench.emptyMemories(1);

        assertThat(bench.lint(SocGenerator.TOP)).isEmpty();
        assertThat(bench.yosys("hierarchy -check -top " + SocGenerator.TOP)).noneMatch(line -> line.contains("ERROR"));
        assertThat(bench.icarus(SocGenerator.TOP)).isEmpty();
    }

    @Test
    void onlyABoardWithoutContentsLeavesTheFilesOfTheImageOut() throws IOException {
        for (Load load : Load.values()) {
            Path folder = directory.resolve(load.name());
            new BoardGenerator().generate(new BoardParameters(core(1, null), CLOCK, 1_000_000, load), folder);

            assertThat(Files.readString(folder.resolve("LaneArray.sv")).contains("tile0_coupling.mem"))
                    .isEqualTo(load != Load.START);
            assertThat(Files.exists(folder.resolve("DsLoadedMemory.v"))).isEqualTo(load != Load.NEVER);
            assertThat(folder.resolve("filelist.f")).content().contains("DsBoard.sv", "DsCore.sv");
        }
    }

    @Test
    void aBaudRateThatTheClockCannotMakeIsRefusedWithTheNearest() {
        assertThatThrownBy(() -> new BoardParameters(core(1, null), CLOCK, 1_800_000, Load.NEVER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the nearest baud rate to 1800000 is 1714286");
        assertThatThrownBy(() -> new BoardParameters(core(1, null), CLOCK, 6_000_000, Load.NEVER))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 3000000");
    }

    private void requireAccepted(BoardParameters board, int tiles) throws IOException {
        UnitBench bench = new UnitBench(directory, () -> new DsBoard(board));
        bench.emptyMemories(tiles);

        assertThat(bench.lint(BoardGenerator.TOP)).isEmpty();
        assertThat(bench.yosys("hierarchy -check -top " + BoardGenerator.TOP))
                .noneMatch(line -> line.contains("ERROR"));
        assertThat(bench.icarus(BoardGenerator.TOP)).isEmpty();
    }

    static CoreParameters core(int columns, CoreParameters.@Nullable External external) {
        return new CoreParameters(
                        1,
                        columns,
                        8,
                        4,
                        1,
                        4,
                        4,
                        Numerics.DEFAULT,
                        new CoreParameters.Widths(24, 42, 32, 27),
                        new CoreParameters.Depths(256, 32, 8, 24, 32, 16, 64, 32),
                        false,
                        false)
                .withExternal(external);
    }
}
