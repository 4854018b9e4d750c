package io.github.dsllm.verification.fpga;

/** The module around the board's digital part: the clock of the FPGA, and ports with the names that constraints use. */
public final class BoardTop {
    /** Name of the module, and of its file. */
    public static final String NAME = "DsFpga";

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

    /** Its text, with that of the clock module of a target. */
    public static String verilog(FpgaTarget target, FpgaDesign design) {
        return TEXT + "\n" + target.clockModule(design);
    }
}
