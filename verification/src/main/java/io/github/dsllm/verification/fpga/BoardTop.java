package io.github.dsllm.verification.fpga;

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
              wire core_clock, locked;
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
                .io_led(led)
              );
            endmodule
            """;

    private BoardTop() {}

    /**
     * Its text.
     *
     * @param clockModule text of the module {@code DsClock} ({@link FpgaTarget#clockModule})
     */
    public static String verilog(String clockModule) {
        return TEXT + "\n" + clockModule;
    }
}
