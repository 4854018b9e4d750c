package io.github.dsllm.verification.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.assemble.ReloadingImages;
import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.BoardParameters.Load;
import io.github.dsllm.codegen.chip.LinkProtocol.Command;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.chip.Sdram;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.Quantiser;
import io.github.dsllm.hw.board.BoardGenerator;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.verification.simulator.SimulatedBoard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Boards whose couplings come from an SDRAM, which is played with the rules of its data sheet: the tokens of the golden model, and an end to boards that break a rule. */
@Tag("native")
class SdramBoardTest {
    private static final int TIMEOUT = 60_000;
    private static final int BIT_CYCLES = 4;
    private static final List<Integer> PROMPT = List.of(1, 5, 7, 2);
    private static final Controls STORY =
            Controls.greedy().atTemperature(1.5, 77).withLimit(8);

    @TempDir
    private Path folder;

    /** Words of one beat, of five in a place for eight, of two chunks, and of four; on one tile and two; at clocks for which times are one cycle and several. */
    @ParameterizedTest
    @CsvSource({"4, 4, 1, 4", "16, 5, 2, 60", "16, 7, 1, 48", "32, 7, 1, 66"})
    void aModelInAnSdramTellsWhatTheGoldenModelTells(int lanes, int couplingBits, int tiles, int megahertz) {
        ChipImage image = image(lanes, couplingBits, tiles);
        Path files = written(image);
        long beats =
                (long) image.core().external().words() << Sdram.of(image.core()).beatBits();
        assertThat(beats).as("more than a row").isGreaterThan(1 << Sdram.COLUMN_BITS);

        try (SimulatedBoard board = start(image, files, megahertz, megahertz);
                BoardDriver driver = connect(board)) {
            assertThat(driver.identity().hasSdram()).isTrue();
            assertThat(driver.prepare(image, files)).isTrue();
            for (Controls controls :
                    List.of(STORY, Controls.greedy().atTemperature(1, 77).withLimit(3))) {
                assertThat(tell(driver, controls)).isEqualTo(golden(image, controls));
            }
            assertThat(board.failure()).isEmpty();
        }
    }

    /** Whatever is on its way from the SDRAM must not reach the core that begins anew. */
    @Test
    void aStoryBehindOneThatWasResetIsTheSame() {
        ChipImage image = image(8, 8, 1);
        Path files = written(image);
        try (SimulatedBoard board = start(image, files, 60, 60);
                SerialLine line = SerialPortLine.open(board.port(), BoardFixture.BAUD);
                BoardDriver driver = BoardDriver.connect(line, TIMEOUT)) {
            driver.prepare(image, files);
            BoardLink link = new BoardLink(line, TIMEOUT);
            for (int resets = 0; resets < 12; resets++) {
                ByteBuffer prompt = BoardDriver.little(1 + 2 * (resets % 4 + 1)).put((byte) 3);
                PROMPT.subList(0, resets % 4 + 1).forEach(token -> prompt.putShort(token.shortValue()));
                link.require(Command.PROMPT, prompt.array());
                link.require(Command.RESET, new byte[0]);
            }

            assertThat(tell(driver, STORY)).isEqualTo(golden(image, STORY));
        }
    }

    @Test
    void aFlippedBitInTheSdramIsHeard() {
        ChipImage image = image(8, 8, 1);
        TileImage tile = image.tiles().get(0);
        short[] external = tile.external().clone();
        for (int i = 0; i < external.length; i++) {
            external[i] ^= 4;
        }
        ChipImage damaged = image.with(image.core(), List.of(tile.withCouplings(tile.couplings(), external)));
        Path files = written(damaged);

        try (SimulatedBoard board = start(image, files, 60, 60);
                BoardDriver driver = connect(board)) {
            driver.prepare(damaged, files);

            assertThat(tell(driver, STORY)).isNotEqualTo(golden(image, STORY));
        }
    }

    /** A controller that was made for another clock: its times are too short for a faster one, its refreshes too seldom for a slower one. */
    @ParameterizedTest
    @CsvSource({"50, 60, within 200 us from power-up", "66, 24, a refresh is overdue"})
    void aControllerThatBreaksARuleIsSeen(int made, int driven, String said) {
        ChipImage image = image(8, 8, 1);
        Path files = written(image);
        try (SimulatedBoard board = start(image, files, made, driven)) {
            assertThatThrownBy(() -> {
                        try (BoardDriver driver =
                                BoardDriver.connect(SerialPortLine.open(board.port(), BoardFixture.BAUD), 1000)) {
                            driver.prepare(image, files);
                        }
                    })
                    .isInstanceOf(UserError.class);

            assertThat(board.failure())
                    .hasValueSatisfying(failure -> assertThat(failure)
                            .hasMessageContaining("board: sdram: ")
                            .hasMessageContaining(said));
        }
    }

    private ChipImage image(int lanes, int couplingBits, int tiles) {
        int dim = Math.max(24, lanes);
        Path model = folder.resolve("model");
        try {
            Files.createDirectories(model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LanguageModel read =
                Models.open(TinyModels.llama2c(model, TinyModels.shape(dim, 2 * dim, 2, dim / 4, dim / 8, 50, 12), 11));
        return ReloadingImages.of(
                new Quantiser(Numerics.DEFAULT.withCouplingBits(couplingBits))
                        .quantise(read, CalibrationSet.sampled(read, 2))
                        .model(),
                LayoutOptions.mesh(1, tiles, lanes),
                0.1,
                new LayoutOptions.External(16, 12));
    }

    private Path written(ChipImage image) {
        Path files = folder.resolve("image");
        ImageFiles.write(image, files);
        return files;
    }

    /** A board with a controller for one clock, simulated with an SDRAM that runs at another. */
    private SimulatedBoard start(ChipImage image, Path files, int made, int driven) {
        Path rtl = folder.resolve("rtl");
        new BoardGenerator().generate(board(image, made), rtl);
        return SimulatedBoard.start(board(image, driven), rtl, files, folder.resolve("builds"), true);
    }

    private static BoardParameters board(ChipImage image, int megahertz) {
        int clock = megahertz * 1_000_000;
        return new BoardParameters(image.core().withTrace(false), clock, clock / BIT_CYCLES, Load.START, true);
    }

    private static BoardDriver connect(SimulatedBoard board) {
        return BoardDriver.connect(SerialPortLine.open(board.port(), BoardFixture.BAUD), TIMEOUT);
    }

    private static List<Integer> tell(BoardDriver driver, Controls controls) {
        List<Integer> tokens = new ArrayList<>();
        driver.tell(PROMPT, controls, tokens::add);
        return tokens;
    }

    private static List<Integer> golden(ChipImage image, Controls controls) {
        return BoardFixture.golden(image, PROMPT, controls);
    }
}
