package io.github.dsllm.verification.fpga;

import java.util.Locale;

/** Clocks that need no PLL. */
final class ClockModules {
    private static final double VCO = 1e9;
    private static final int EIGHTHS = 8;

    private ClockModules() {}

    /** The oscillator itself, which is taken to run at the chip's clock. */
    static String passing() {
        return """
                module DsClock (
                  input  oscillator,
                  output clock,
                  output locked
                );
                  assign clock = oscillator;
                  assign locked = 1'b1;
                endmodule
                """;
    }

    /** An MMCM of a Xilinx part with a VCO of 1,000 MHz, the output divided by eighths. */
    static String mmcm(long oscillator, double clock) {
        double feedback = VCO / oscillator;
        return String.format(Locale.ROOT, """
                module DsClock (
                  input  oscillator,
                  output clock,
                  output locked
                );
                  wire feedback, divided;
                  MMCME2_BASE #(
                    .CLKIN1_PERIOD(%.3f),
                    .CLKFBOUT_MULT_F(%.3f),
                    .CLKOUT0_DIVIDE_F(%.3f)
                  ) mmcm (
                    .CLKIN1(oscillator),
                    .CLKFBIN(feedback),
                    .CLKFBOUT(feedback),
                    .CLKOUT0(divided),
                    .LOCKED(locked),
                    .PWRDWN(1'b0),
                    .RST(1'b0)
                  );
                  BUFG buffer (.I(divided), .O(clock));
                endmodule
                """, 1e9 / oscillator, feedback, Math.ceil(EIGHTHS * VCO / clock) / EIGHTHS);
    }
}
