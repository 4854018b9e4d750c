package io.github.dsllm.verification.fpga;

import io.github.dsllm.codegen.UserError;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A board, as far as a chip on it needs to know.
 *
 * @param name as the user names it
 * @param part name of its FPGA
 * @param oscillator frequency of its clock in Hz
 * @param pins pin of each port of the design: {@code clock}, {@code uart_rx}, {@code uart_tx}, {@code led}
 * @param sdram pins of its SDRAM by the port {@code sdram_…}, empty if it has none that the controller can drive
 * @param led the level that lights the LED
 * @param source where the pins come from
 */
public record FpgaBoard(
        String name,
        String part,
        long oscillator,
        Map<String, String> pins,
        Map<String, String> sdram,
        Level led,
        String source) {
    /** The level of a pin. */
    public enum Level {
        LOW,
        HIGH
    }

    public FpgaBoard {
        pins = Collections.unmodifiableMap(new LinkedHashMap<>(pins));
        sdram = Collections.unmodifiableMap(new LinkedHashMap<>(sdram));
    }

    /** A board without an SDRAM. */
    FpgaBoard(String name, String part, long oscillator, Map<String, String> pins, Level led, String source) {
        this(name, part, oscillator, pins, Map.of(), led, source);
    }

    /**
     * The same board with the pins of its SDRAM among the others.
     *
     * @throws UserError if it has none
     */
    public FpgaBoard withSdram() {
        if (sdram.isEmpty()) {
            throw new UserError(
                    "the board " + name + " has no SDRAM of 16 data bits, which external.controller: sdram asks for;"
                            + " perhaps you should take -Ddsllm.board=ulx3s, or a part or a model with which all couplings stay on the chip");
        }
        Map<String, String> all = new LinkedHashMap<>(pins);
        all.putAll(sdram);
        return new FpgaBoard(name, part, oscillator, all, sdram, led, source);
    }

    /**
     * Pins of an SDRAM by port.
     *
     * @param control of clock, clock enable, chip select, row, column and write strobe, separated by blanks
     * @param banks of the banks, lowest first, as those that follow
     */
    static Map<String, String> sdram(String control, String banks, String address, String masks, String data) {
        Map<String, String> pins = new LinkedHashMap<>();
        List<String> names = List.of("clk", "cke", "csn", "rasn", "casn", "wen");
        String[] single = control.split(" ", -1);
        for (int i = 0; i < names.size(); i++) {
            pins.put("sdram_" + names.get(i), single[i]);
        }
        bus(pins, "sdram_ba", banks);
        bus(pins, "sdram_a", address);
        bus(pins, "sdram_dqm", masks);
        bus(pins, "sdram_d", data);
        return pins;
    }

    private static void bus(Map<String, String> pins, String port, String sites) {
        String[] each = sites.split(" ", -1);
        for (int i = 0; i < each.length; i++) {
            pins.put(port + "[" + i + "]", each[i]);
        }
    }

    /** The four pins in the order of the constructor's description. */
    static Map<String, String> pins(String clock, String rx, String tx, String led) {
        Map<String, String> pins = new LinkedHashMap<>();
        pins.put("clock", clock);
        pins.put("uart_rx", rx);
        pins.put("uart_tx", tx);
        pins.put("led", led);
        return pins;
    }
}
