package io.github.dsllm.codegen.chip;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a figure with its unit, such as "80 MHz" or "1.2 Mb" (b is a bit, B a byte). */
final class Quantity {
    private static final Pattern FORM =
            Pattern.compile("([0-9]{1,15}(?:\\.[0-9]{1,15})?(?:[eE][+-]?[0-9]{1,2})?) ?(\\S+)");

    /** Unit to bits. */
    static final Map<String, Double> MEMORY = memory();

    /** Unit to hertz. */
    static final Map<String, Double> FREQUENCY = prefixed("Hz", "k", "M", "G");

    /** Unit to bits per second. */
    static final Map<String, Double> BANDWIDTH = bandwidth();

    /** Unit to seconds. */
    static final Map<String, Double> TIME = prefixed("s", "p", "n", "u", "m");

    /** Unit to the SI unit, for the figures of an analog chip. */
    static final Map<String, Double> ANALOG = analog();

    private Quantity() {}

    /** The figure in the base unit, empty when it is not a number followed by one of the units. */
    static Optional<Double> parse(String text, Map<String, Double> units) {
        Matcher matcher = FORM.matcher(text.strip());
        return matcher.matches() && units.containsKey(matcher.group(2))
                ? Optional.of(Double.parseDouble(matcher.group(1)) * units.get(matcher.group(2)))
                : Optional.empty();
    }

    /** The unit of a figure that has the right form, known or not. */
    static Optional<String> unit(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        return matcher.matches() ? Optional.of(matcher.group(2)) : Optional.empty();
    }

    private static Map<String, Double> memory() {
        Map<String, Double> units = new LinkedHashMap<>();
        for (String symbol : new String[] {"b", "B"}) {
            double bits = symbol.equals("b") ? 1 : 8;
            units.put(symbol, bits);
            units.put("k" + symbol, bits * 1e3);
            units.put("M" + symbol, bits * 1e6);
            units.put("G" + symbol, bits * 1e9);
            units.put("Ki" + symbol, bits * 0x1p10);
            units.put("Mi" + symbol, bits * 0x1p20);
            units.put("Gi" + symbol, bits * 0x1p30);
        }
        return Collections.unmodifiableMap(units);
    }

    private static Map<String, Double> bandwidth() {
        Map<String, Double> units = new LinkedHashMap<>(prefixed("b/s", "k", "M", "G", "T"));
        prefixed("B/s", "k", "M", "G", "T").forEach((unit, bytes) -> units.put(unit, 8 * bytes));
        return Collections.unmodifiableMap(units);
    }

    private static Map<String, Double> analog() {
        Map<String, Double> units = new LinkedHashMap<>();
        units.put("1", 1.0);
        units.put("%", 0.01);
        for (String symbol :
                new String[] {"s", "W", "J", "V", "A", "F", "S", "ohm", "Hz", "b", "B", "b/s", "B/s", "USD", "K"}) {
            units.putAll(prefixed(symbol, "a", "f", "p", "n", "u", "m", "k", "M", "G", "T"));
        }
        units.put("m2", 1.0);
        units.put("mm2", 1e-6);
        units.put("um2", 1e-12);
        return Collections.unmodifiableMap(units);
    }

    private static Map<String, Double> prefixed(String symbol, String... prefixes) {
        Map<String, Double> units = new LinkedHashMap<>();
        units.put(symbol, 1.0);
        for (String prefix : prefixes) {
            units.put(prefix + symbol, Math.pow(10, 3 * ("afpnum kMGT".indexOf(prefix) - 6)));
        }
        return units;
    }
}
