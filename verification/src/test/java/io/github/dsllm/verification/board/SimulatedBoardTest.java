package io.github.dsllm.verification.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.BoardParameters.Load;
import io.github.dsllm.codegen.chip.LinkProtocol;
import io.github.dsllm.codegen.chip.LinkProtocol.Command;
import io.github.dsllm.codegen.chip.LinkProtocol.Status;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.verification.simulator.SimulatedBoard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The driver and the Verilator model of the board's top module, over a pseudo-terminal: the same tokens as the golden model, whatever happens on the line. */
@Tag("native")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulatedBoardTest {
    private static final int TIMEOUT = 10_000;
    private static final int NOISY_TIMEOUT = 1_000;
    private static final List<Integer> PROMPT = List.of(1, 5, 7, 2);
    private static final byte[] NOTHING = {};

    private BoardFixture fixture;

    @BeforeAll
    void makeTheBoard(@TempDir Path folder) {
        fixture = new BoardFixture(folder);
    }

    @Test
    void theBoardTellsWhatTheGoldenModelTells() {
        try (SimulatedBoard board = fixture.board(Load.NEVER, fixture.image());
                BoardDriver driver = connect(board)) {
            assertThat(driver.echoes()).isTrue();
            assertThat(driver.identity().kilohertz()).isEqualTo(BoardFixture.CLOCK / 1000);
            assertThat(driver.prepare(fixture.chip(), fixture.image())).isFalse();
            for (Controls controls : List.of(
                    Controls.greedy().withLimit(6),
                    Controls.greedy().atTemperature(1, 77).withLimit(9),
                    Controls.greedy().atTemperature(0.8, 5),
                    Controls.greedy()
                            .withStopTokens(
                                    fixture.golden(PROMPT, Controls.greedy().withLimit(2))
                                            .subList(1, 2)))) {
                assertThat(tell(driver, PROMPT, controls)).isEqualTo(fixture.golden(PROMPT, controls));
            }
            BoardCounters counters = driver.counters();
            assertThat(counters.promptTokens()).isEqualTo(PROMPT.size());
            assertThat(counters.cycles()).isPositive();
            assertThat(counters.badFrames() + counters.lineErrors() + counters.earlyFrames())
                    .isZero();
            assertThat(driver.repetitions()).isZero();
        }
    }

    /** Without and with the path for contents over the link; its counters are sent as they are. */
    @ParameterizedTest
    @EnumSource(Load.class)
    void aBoardWithACompactCoreTellsWhatTheGoldenModelTells(Load load, @TempDir Path folder) {
        BoardFixture compact =
                new BoardFixture(folder, LayoutOptions.singleTile(4).withCompact(true));
        Controls controls = Controls.greedy().withLimit(6);
        try (SimulatedBoard board = compact.board(load, compact.image());
                BoardDriver driver = connect(board)) {
            assertThat(driver.prepare(compact.chip(), compact.image())).isEqualTo(load == Load.START);
            BoardCounters before = driver.counters();
            List<Integer> tokens = tell(driver, PROMPT, controls);
            BoardCounters counters = driver.counters();

            assertThat(tokens).isEqualTo(compact.golden(PROMPT, controls));
            assertThat(counters.promptTokens() - before.promptTokens()).isEqualTo(PROMPT.size());
            assertThat(counters.tokens() - before.tokens()).isEqualTo(tokens.size());
            assertThat(counters.cycles()).isGreaterThan(before.cycles());
            assertThat(counters.badFrames() + counters.lineErrors() + counters.earlyFrames())
                    .isZero();
            assertThat(driver.repetitions()).isZero();
        }
    }

    @Test
    void aPromptThatFillsTheContextAndOneThatExceedsItEndWhereTheyMust() {
        int context = fixture.chip().core().depths().context();
        List<Integer> full = new ArrayList<>();
        for (int i = 0; i < context; i++) {
            full.add(i % 5 + 1);
        }
        try (SimulatedBoard board = fixture.board(Load.NEVER, fixture.image());
                BoardDriver driver = connect(board)) {
            assertThat(tell(driver, full, Controls.greedy())).isEqualTo(fixture.golden(full, Controls.greedy()));
            full.add(3);
            assertThatThrownBy(() -> tell(driver, full, Controls.greedy()))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("reports fault 2 (a prompt longer than the context)");

            assertThat(tell(driver, PROMPT, Controls.greedy())).isEqualTo(fixture.golden(PROMPT, Controls.greedy()));
        }
    }

    @Test
    void aDamagedLineChangesNoToken() {
        try (SimulatedBoard board = fixture.board(Load.NEVER, fixture.image());
                BoardDriver driver = BoardDriver.connect(
                        new NoisyLine(SerialPortLine.open(board.port(), BoardFixture.BAUD), 11, 120), NOISY_TIMEOUT)) {
            for (int seed = 1; seed <= 3; seed++) {
                Controls controls = Controls.greedy().atTemperature(1, seed);
                assertThat(tell(driver, PROMPT, controls)).isEqualTo(fixture.golden(PROMPT, controls));
            }
            assertThat(driver.repetitions()).as("the line was damaged").isPositive();
        }
    }

    @Test
    void garbageBeforeAFrameAndHalfAFrameAreForgottenAtTheNextEnd() throws IOException {
        try (SimulatedBoard board = fixture.board(Load.NEVER, fixture.image());
                SerialLine line = SerialPortLine.open(board.port(), BoardFixture.BAUD)) {
            byte[] garbage = new byte[1000];
            new java.util.Random(4).nextBytes(garbage);
            line.write(garbage);
            line.write(java.util.Arrays.copyOf(Frames.encode(new byte[] {1, 1, 2, 3}), 5));
            BoardDriver driver = BoardDriver.connect(line, TIMEOUT);

            assertThat(driver.repetitions()).isZero();
            assertThat(driver.counters().badFrames()).isPositive();
        }
    }

    @Test
    void aBoardWithoutContentsIsLoadedAndThenTellsTheSame() {
        try (SimulatedBoard board = fixture.board(Load.START, fixture.image());
                BoardDriver driver = connect(board)) {
            assertThat(driver.identity().hasImage()).isFalse();
            assertThatThrownBy(() -> tell(driver, PROMPT, Controls.greedy()))
                    .hasMessageContaining("its memories have no contents");

            assertThat(driver.prepare(fixture.chip(), fixture.image())).isTrue();
            assertThat(driver.prepare(fixture.chip(), fixture.image()))
                    .as("it is there")
                    .isFalse();
            assertThat(tell(driver, PROMPT, Controls.greedy())).isEqualTo(fixture.golden(PROMPT, Controls.greedy()));
        }
    }

    @Test
    void anImageOfAnotherModelIsReplacedWhereItCanBe() {
        try (SimulatedBoard board = fixture.board(Load.RELOAD, fixture.otherImage());
                BoardDriver driver = connect(board)) {
            assertThat(driver.identity().hasImage()).isTrue();
            assertThat(driver.prepare(fixture.chip(), fixture.image())).isTrue();

            assertThat(tell(driver, PROMPT, Controls.greedy())).isEqualTo(fixture.golden(PROMPT, Controls.greedy()));
        }
    }

    @Test
    void anImageOfAnotherModelIsRefusedWhereItCannotBeReplaced() {
        try (SimulatedBoard board = fixture.board(Load.NEVER, fixture.otherImage());
                BoardDriver driver = connect(board)) {
            assertThatThrownBy(() -> driver.prepare(fixture.chip(), fixture.image()))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("holds the image " + driver.identity().image() + ", not ")
                    .hasMessageContaining("perhaps you should");
        }
    }

    @Test
    void aLoadThatIsCutOffOrDamagedLeavesNoImage() {
        try (SimulatedBoard board = fixture.board(Load.RELOAD, fixture.image());
                BoardLink link = new BoardLink(SerialPortLine.open(board.port(), BoardFixture.BAUD), TIMEOUT)) {
            assertThat(link.ask(Command.LOAD, new byte[18]).status())
                    .as("without BEGIN")
                    .isEqualTo(Status.OUTSIDE);
            link.require(Command.BEGIN, NOTHING);
            assertThat(link.ask(Command.LOAD, new byte[18]).status()).isEqualTo(Status.DONE);
            assertThat(link.ask(Command.LOAD, outside(1)).status())
                    .as("no such memory")
                    .isEqualTo(Status.OUTSIDE);
            assertThat(link.ask(Command.LOAD, outside(6)).status())
                    .as("no such word")
                    .isEqualTo(Status.OUTSIDE);
            assertThat(link.ask(Command.LOAD, new byte[19]).status()).isEqualTo(Status.LENGTH);
            assertThat(link.ask(Command.PROMPT, new byte[] {3, 1, 0}).status()).isEqualTo(Status.NO_IMAGE);
            assertThat(link.ask(Command.COMMIT, new byte[12]).status()).isEqualTo(Status.DAMAGED);
            assertThat(link.ask(Command.PROMPT, new byte[] {3, 1, 0}).status()).isEqualTo(Status.NO_IMAGE);
            assertThat(BoardCounters.of(link.require(Command.COUNTERS, NOTHING)).hasImage())
                    .isFalse();
        }
        try (SimulatedBoard board = fixture.board(Load.NEVER, fixture.image());
                BoardLink link = new BoardLink(SerialPortLine.open(board.port(), BoardFixture.BAUD), TIMEOUT)) {
            assertThat(link.ask(Command.BEGIN, NOTHING).status()).isEqualTo(Status.NOT_LOADABLE);
            assertThat(BoardCounters.of(link.require(Command.COUNTERS, NOTHING)).hasImage())
                    .isTrue();
        }
    }

    /** A chunk of zeros with one byte of its address changed. */
    private static byte[] outside(int index) {
        byte[] payload = new byte[18];
        payload[index == 1 ? 0 : index] = (byte) 0xFF;
        return payload;
    }

    @Test
    void requestsThatMakeNoSenseAreRefusedAndChangeNothing() {
        try (SimulatedBoard board = fixture.board(Load.NEVER, fixture.image());
                BoardLink link = new BoardLink(SerialPortLine.open(board.port(), BoardFixture.BAUD), TIMEOUT)) {
            assertThat(link.ask(Command.SETTINGS, new byte[3]).status()).isEqualTo(Status.LENGTH);
            assertThat(link.ask(Command.PROMPT, new byte[] {1, 2}).status()).isEqualTo(Status.LENGTH);
            assertThat(link.ask(Command.PROMPT, new byte[] {0, 2, 0}).status())
                    .as("no story is open")
                    .isEqualTo(Status.OUTSIDE);
            assertThat(link.ask(Command.TOKENS, new byte[] {9, 0}).status())
                    .as("not yet there")
                    .isEqualTo(Status.OUTSIDE);
            assertThat(link.ask(Command.PROMPT, new byte[] {1, 2, 0}).status()).isEqualTo(Status.DONE);
            assertThat(link.ask(Command.PROMPT, new byte[] {1, 2, 0}).status())
                    .as("a story is open")
                    .isEqualTo(Status.BUSY);
            assertThat(link.ask(Command.SETTINGS, new byte[17]).status()).isEqualTo(Status.BUSY);
            link.require(Command.RESET, NOTHING);
            assertThat(BoardCounters.of(link.require(Command.COUNTERS, NOTHING)).busy())
                    .isFalse();
        }
    }

    @Test
    void anImageForAnotherCoreIsRefused() {
        try (SimulatedBoard board = fixture.board(Load.RELOAD, fixture.image());
                BoardDriver driver = connect(board)) {
            assertThatThrownBy(() -> driver.prepare(fixture.chipOfAnotherCore(), fixture.image()))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("has the core " + driver.identity().core())
                    .hasMessageContaining("perhaps you should give the board the bitstream");
            assertThat(driver.counters().hasImage()).as("nothing was loaded").isTrue();
        }
    }

    @Test
    void aPortThatIsAbsentOrTakenIsSaidSo() {
        assertThatThrownBy(() -> SerialPortLine.open("/dev/ttyNoSuchBoard", BoardFixture.BAUD))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("there is no serial port /dev/ttyNoSuchBoard; perhaps you should");
        try (SimulatedBoard board = fixture.board(Load.NEVER, fixture.image());
                SerialLine first = SerialPortLine.open(board.port(), BoardFixture.BAUD)) {
            assertThatThrownBy(() -> SerialPortLine.open(first.name(), BoardFixture.BAUD))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("cannot be opened")
                    .hasMessageContaining("perhaps another program has it");
        }
    }

    @Test
    void aFlippedBitInAMemoryIsHeard() throws IOException {
        try (SimulatedBoard board = fixture.board(Load.NEVER, fixture.damagedImage());
                BoardDriver driver = connect(board)) {
            assertThat(driver.prepare(fixture.chip(), fixture.image()))
                    .as("the fingerprint is that of the image")
                    .isFalse();

            assertThat(tell(driver, PROMPT, Controls.greedy())).isNotEqualTo(fixture.golden(PROMPT, Controls.greedy()));
        }
    }

    @Test
    void aFlippedBitOfALoadIsNotTaken() {
        try (SimulatedBoard board = fixture.board(Load.START, fixture.image());
                BoardDriver driver = BoardDriver.connect(
                        new AlteringLine(SerialPortLine.open(board.port(), BoardFixture.BAUD)), TIMEOUT)) {
            assertThatThrownBy(() -> driver.prepare(fixture.chip(), fixture.image()))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("refuses COMMIT")
                    .hasMessageContaining("it holds no image now");
            assertThat(driver.counters().hasImage()).isFalse();
        }
    }

    /** Changes one bit of the data of the third LOAD and makes its CRC good again, as an adapter with a faulty memory would. */
    private static final class AlteringLine implements SerialLine {
        private final SerialLine line;
        private int loads;

        AlteringLine(SerialLine line) {
            this.line = line;
        }

        @Override
        public String name() {
            return line.name();
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            Frames frames = new Frames();
            byte[] body = {};
            for (byte next : bytes) {
                body = frames.take(next).orElse(body);
            }
            if (body[1] == Command.LOAD.code() && ++loads == 3) {
                body[2 + LinkProtocol.CHUNK_BYTES] ^= 1;
            }
            line.write(Frames.encode(body));
        }

        @Override
        public byte[] read(int milliseconds) throws IOException {
            return line.read(milliseconds);
        }

        @Override
        public void close() {
            line.close();
        }
    }

    private static BoardDriver connect(SimulatedBoard board) {
        return BoardDriver.connect(SerialPortLine.open(board.port(), BoardFixture.BAUD), TIMEOUT);
    }

    private static List<Integer> tell(BoardDriver driver, List<Integer> prompt, Controls controls) {
        List<Integer> tokens = new ArrayList<>();
        driver.tell(prompt, controls, tokens::add);
        return tokens;
    }
}
