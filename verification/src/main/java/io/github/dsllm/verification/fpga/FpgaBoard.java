package io.github.dsllm.verification.fpga;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A board, as far as a chip on it needs to know.
 *
 * @param name as the user names it
 * @param part name of its FPGA
 * @param oscillator frequency of its clock in Hz
 * @param pins pin of each port of the design: {@code clock}, {@code uart_rx}, {@code uart_tx}, {@code led}
 * @param led the level that lights the LED
 * @param source where the pins come from
 */
public record FpgaBoard(String name, String part, long oscillator, Map<String, String> pins, Level led, String source) {
    /** The level of a pin. */
    public enum Level {
        LOW,
        HIGH
    }

    public FpgaBoard {
        pins = Collections.unmodifiableMap(new LinkedHashMap<>(pins));
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
