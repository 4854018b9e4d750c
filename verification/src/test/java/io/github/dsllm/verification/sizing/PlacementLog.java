package io.github.dsllm.verification.sizing;

import java.util.List;
import java.util.regex.Pattern;

/** What nextpnr writes about clocks while it works. */
final class PlacementLog {
    private static final Pattern CLOCK = Pattern.compile("Max frequency for clock +'[^']*': ([0-9.]+) MHz");
    private static final double MEGA = 1e6;

    private PlacementLog() {}

    /** Highest frequencies in hertz in the order in which they were found: estimated when all is placed, then, if wires were routed, with them. */
    static List<Double> clocks(String log) {
        return CLOCK.matcher(log)
                .results()
                .map(result -> Double.parseDouble(result.group(1)) * MEGA)
                .toList();
    }
}
