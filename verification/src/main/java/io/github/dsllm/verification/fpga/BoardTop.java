package io.github.dsllm.verification.fpga;

import org.jspecify.annotations.Nullable;

/** The module around the board's digital part: the clock of the FPGA, and ports with the names that constraints use. */
public final class BoardTop {
    /** Name of the module. */
    public static final String NAME = "DsFpga";

    public static final String FILE = NAME + ".v";

    private static final String TEXT = """
            module DsFpga (
              input  clock,
              input  uart_rx,
              output uart_tx,
              output led
            );
              wire core_clock, locked, lit;
              DsClock pll (
                .oscillator(clock),
                .clock(core_clock),
                .locked(locked)
              );
              DsBoard board (
                .io_clock(core_clock),
                .io_locked(locked),
                .io_uart_rx(uart_rx),
                .io_uart_tx(uart_tx),
                .io_led(lit)
              );
              assign led = %s;
            endmodule
            """;

    private BoardTop() {}

    /**
     * Its text.
     *
     * @param clockModule text of the module {@code DsClock} ({@link FpgaTarget#clockModule})
     * @param board what it is for, null where the pins are the tool's choice
     */
    public static String verilog(String clockModule, @Nullable FpgaBoard board) {
        boolean isLow = board != null && board.led() == FpgaBoard.Level.LOW;
        return String.format(TEXT, isLow ? "~lit" : "lit") + "\n" + clockModule;
    }
}
