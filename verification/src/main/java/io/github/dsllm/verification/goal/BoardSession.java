package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.sim.golden.End;
import io.github.dsllm.sim.golden.GoldenMachine;
import io.github.dsllm.sim.golden.Output;
import io.github.dsllm.verification.board.BoardCounters;
import io.github.dsllm.verification.board.BoardDriver;
import io.github.dsllm.verification.board.SerialPortLine;
import io.github.dsllm.verification.simulator.SimulatedBoard;
import io.github.dsllm.verification.simulator.SimulationFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A board for a story: at a serial port, or simulated; with the image in its memories, and tested. */
final class BoardSession implements AutoCloseable {
    private static final String SIMULATED = "rtl-board";
    private static final int SELF_TEST_TOKENS = 8;
    private static final int PATIENCE = 250;

    /** A simulated line is some hundred times slower. */
    private static final int SIMULATED_PATIENCE = 20_000;

    private static final int LONGEST_EXCHANGE_BITS = 600 * 10;

    private final BoardDriver driver;
    private final ChipImage image;
    private final Messages messages;
    private final @Nullable SimulatedBoard simulated;

    private BoardSession(BoardDriver driver, ChipImage image, Messages messages, @Nullable SimulatedBoard simulated) {
        this.driver = driver;
        this.image = image;
        this.messages = messages;
        this.simulated = simulated;
    }

    /**
     * Finds the board and sees to it that it holds the image.
     *
     * @throws UserError if the chip spec has no host, or there is no such board
     */
    static BoardSession open(
            ChipSpec chip, ChipImage image, RunRequest request, OutputLayout layout, Messages messages) {
        BoardParameters board = BoardParameters.of(chip, image.core())
                .orElseThrow(() -> new UserError("the chip " + chip.name()
                        + " has no host to talk to a board; perhaps you should add the key host to the chip spec, like host: { baud: "
                        + BoardParameters.DEFAULT_BAUD + " }"));
        boolean isSimulated = request.machine().equals(SIMULATED);
        String port = request.port();
        if (!isSimulated && port == null) {
            throw new UserError(
                    "dsllm.machine=board needs the serial port of the board; perhaps you should add -Ddsllm.port=/dev/ttyUSB0,"
                            + " or take dsllm.machine=rtl-board, which simulates the board");
        }
        SimulatedBoard simulated = isSimulated
                ? SimulatedBoard.start(
                        board,
                        layout.board(),
                        layout.image(),
                        layout.verification().resolve("builds"),
                        false)
                : null;
        try {
            String name = simulated == null ? String.valueOf(port) : simulated.port();
            int timeout = simulated == null
                    ? PATIENCE + (int) (1000L * LONGEST_EXCHANGE_BITS / board.baud())
                    : SIMULATED_PATIENCE;
            BoardDriver driver = BoardDriver.connect(SerialPortLine.open(name, board.baud()), timeout);
            BoardSession session = new BoardSession(driver, image, messages, simulated);
            session.prepare(layout);
            return session;
        } catch (RuntimeException e) {
            throw ended(simulated, e);
        }
    }

    /** Switches a simulated board off; what it said itself when it ended is worth more than that it answers no longer. */
    private static RuntimeException ended(@Nullable SimulatedBoard simulated, RuntimeException trouble) {
        if (simulated == null) {
            return trouble;
        }
        Optional<SimulationFailure> failure = simulated.failure();
        simulated.close();
        failure.ifPresent(said -> said.addSuppressed(trouble));
        return failure.<RuntimeException>map(Function.identity()).orElse(trouble);
    }

    private void prepare(OutputLayout layout) {
        try {
            boolean isLoaded = driver.prepare(image, layout.image());
            messages.info("board: core " + driver.identity().core() + ", "
                    + String.format(Locale.ROOT, "%.3f MHz", driver.identity().kilohertz() / 1e3)
                    + (isLoaded ? ", image loaded" : ", image in place"));
        } catch (RuntimeException e) {
            driver.close();
            throw e;
        }
    }

    /**
     * Sends all byte values there and back, and has a short story told that the golden model tells too.
     *
     * @throws UserError if either differs
     */
    void selfTest() {
        if (!driver.echoes()) {
            throw new UserError("the line to the board changes bytes; perhaps you should try a lower baud rate");
        }
        List<Integer> prompt = List.of(image.bosToken());
        Controls controls = Controls.greedy().withLimit(SELF_TEST_TOKENS);
        List<Integer> told = new ArrayList<>();
        tell(prompt, controls, told::add);
        List<Integer> expected = golden(prompt, controls);
        if (!told.equals(expected)) {
            throw new UserError(
                    "the board fails its self-test: it says the tokens " + told + ", the golden model " + expected
                            + "; perhaps its clock is faster than its bitstream was made for, or you should verify the image (dsllm:verify)");
        }
        messages.info("self-test: " + told.size() + " tokens equal to those of the golden model");
    }

    private List<Integer> golden(List<Integer> prompt, Controls controls) {
        GoldenMachine machine = GoldenMachine.of(image);
        machine.start(prompt, controls);
        List<Integer> tokens = new ArrayList<>();
        for (Output output = machine.step(); ; output = machine.step()) {
            if (output.offered()) {
                tokens.add(output.token());
            }
            if (output.end() != End.GOES_ON) {
                return tokens;
            }
        }
    }

    void tell(List<Integer> prompt, Controls controls, IntConsumer offered) {
        try {
            driver.tell(prompt, controls, offered);
        } catch (RuntimeException e) {
            throw ended(simulated, e);
        }
    }

    /** What the board counted in the last story. */
    String figures() {
        BoardCounters counters = driver.counters();
        double cyclesPerToken = (double) counters.cycles() / Math.max(1, counters.positions());
        return String.format(
                Locale.ROOT,
                "board: %d positions in %d cycles, %.0f cycles per token, %.0f tokens/s at %.3f MHz; %d bad frames, %d requests sent again",
                counters.positions(),
                counters.cycles(),
                cyclesPerToken,
                driver.identity().kilohertz() * 1e3 / Math.max(1, cyclesPerToken),
                driver.identity().kilohertz() / 1e3,
                counters.badFrames() + counters.lineErrors() + counters.earlyFrames(),
                driver.repetitions());
    }

    @Override
    public void close() {
        driver.close();
        if (simulated != null) {
            simulated.close();
        }
    }
}
