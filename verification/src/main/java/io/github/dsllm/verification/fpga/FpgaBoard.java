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
 * @param source where the pins come from
 */
public record FpgaBoard(String name, String part, long oscillator, Map<String, String> pins, String source) {
    public FpgaBoard {
        pins = Collections.unmodifiableMap(new LinkedHashMap<>(pins));
    }

    static FpgaBoard of(
            String name, String part, long oscillator, String clock, String rx, String tx, String led, String source) {
        Map<String, String> pins = new LinkedHashMap<>();
        pins.put("clock", clock);
        pins.put("uart_rx", rx);
        pins.put("uart_tx", tx);
        pins.put("led", led);
        return new FpgaBoard(name, part, oscillator, pins, source);
    }
}
