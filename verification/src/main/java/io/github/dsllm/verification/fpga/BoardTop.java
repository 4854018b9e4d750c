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
              output led%s
            );
              wire core_clock, locked, lit;%s
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
                .io_led(lit)%s
              );
              assign led = %s;%s
            endmodule
            """;

    private static final String SDRAM_PORTS = """
            ,
              output        sdram_clk,
              output        sdram_cke,
              output        sdram_csn,
              output        sdram_rasn,
              output        sdram_casn,
              output        sdram_wen,
              output [1:0]  sdram_ba,
              output [12:0] sdram_a,
              output [1:0]  sdram_dqm,
              inout  [15:0] sdram_d""";

    private static final String SDRAM_PINS = """
            ,
                .io_sdram_cke(sdram_cke),
                .io_sdram_csn(sdram_csn),
                .io_sdram_rasn(sdram_rasn),
                .io_sdram_casn(sdram_casn),
                .io_sdram_wen(sdram_wen),
                .io_sdram_ba(sdram_ba),
                .io_sdram_a(sdram_a),
                .io_sdram_dqm(sdram_dqm),
                .io_sdram_out(sdram_out),
                .io_sdram_drives(sdram_drives),
                .io_sdram_in(sdram_d)""";

    private static final String SDRAM_WIRES = """

              wire [15:0] sdram_out;
              wire        sdram_drives;""";

    private static final String SDRAM_DATA = """

              assign sdram_d = sdram_drives ? sdram_out : 16'bz;
              DsTurnedClock sdram_clock (
                .clock(core_clock),
                .turned(sdram_clk)
              );""";

    private BoardTop() {}

    /**
     * Its text.
     *
     * @param clockModule text of the module {@code DsClock} ({@link FpgaTarget#clockModule})
     * @param board what it is for, null where the pins are the tool's choice
     */
    public static String verilog(String clockModule, @Nullable FpgaBoard board) {
        return text(board, "", "", "", "") + "\n" + clockModule;
    }

    /**
     * Its text with the pins of an SDRAM.
     *
     * @param target whose modules are at the pins
     */
    public static String verilogWithSdram(String clockModule, FpgaTarget target, @Nullable FpgaBoard board) {
        return text(board, SDRAM_PORTS, SDRAM_WIRES, SDRAM_PINS, SDRAM_DATA)
                + "\n" + clockModule
                + "\n" + target.turnedClock()
                + target.pinOutput().map(text -> "\n" + text).orElse("");
    }

    private static String text(@Nullable FpgaBoard board, String ports, String wires, String pins, String data) {
        boolean isLow = board != null && board.led() == FpgaBoard.Level.LOW;
        return String.format(TEXT, ports, wires, pins, isLow ? "~lit" : "lit", data);
    }
}
