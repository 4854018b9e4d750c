package io.github.dsllm.verification.fpga;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What nextpnr says about a placed and routed design.
 *
 * @param achieved highest frequency of the slowest clock in Hz
 * @param wanted what it is to reach, in Hz
 * @param path nets of that clock's critical path that the design names, first to last
 * @param delay of the path in ns
 */
public record TimingReport(double achieved, double wanted, List<String> path, double delay) {
    /** Name of the report in the folder of a design. */
    public static final String FILE = "timing.json";

    private static final double MEGA = 1e6;

    /**
     * Reads a report of nextpnr 0.4 or newer.
     *
     * @param margin by how much more than wanted nextpnr was asked for ({@link PlaceAndRoute#margin()})
     */
    public static TimingReport read(Path file, double margin) throws IOException {
        JsonNode root = new ObjectMapper().readTree(file.toFile());
        String slowest = "";
        double achieved = Double.POSITIVE_INFINITY;
        double wanted = 0;
        for (var clock : (Iterable<java.util.Map.Entry<String, JsonNode>>)
                () -> root.path("fmax").fields()) {
            double reached = clock.getValue().path("achieved").asDouble() * MEGA;
            if (reached < achieved) {
                slowest = clock.getKey();
                achieved = reached;
                wanted = clock.getValue().path("constraint").asDouble() * MEGA / margin;
            }
        }
        List<String> nets = new ArrayList<>();
        double delay = 0;
        for (JsonNode path : root.path("critical_paths")) {
            if (isOf(path, slowest)) {
                for (JsonNode part : path.path("path")) {
                    delay += part.path("delay").asDouble();
                    String net = part.path("net").asText();
                    if (!net.isEmpty() && !net.startsWith("$")) {
                        nets.add(net);
                    }
                }
                break;
            }
        }
        return new TimingReport(achieved, wanted, nets, delay);
    }

    private static boolean isOf(JsonNode path, String clock) {
        return path.path("from").asText().endsWith(clock)
                && path.path("to").asText().endsWith(clock);
    }

    public boolean isMet() {
        return achieved >= wanted;
    }

    /** Where the critical path begins and ends: the instances that hold its first and its last named net. */
    public String place() {
        if (path.isEmpty()) {
            return "unknown";
        }
        String first = instance(path.get(0));
        String last = instance(path.get(path.size() - 1));
        return first.equals(last) ? first : first + " to " + last;
    }

    /** The path of instances in a flattened name such as {@code core.tiles_0.lanes.units_3.a[5]}, without the net. */
    static String instance(String net) {
        int end = net.lastIndexOf('.');
        return end < 0 ? "the top module" : net.substring(0, end);
    }

    /** One line for people. */
    public String describe() {
        return String.format(
                Locale.ROOT,
                "%.1f MHz of %.1f MHz, critical path of %.1f ns in %s",
                achieved / MEGA,
                wanted / MEGA,
                delay,
                place());
    }
}
