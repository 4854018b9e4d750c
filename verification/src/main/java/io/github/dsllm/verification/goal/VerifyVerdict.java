package io.github.dsllm.verification.goal;

import io.github.dsllm.verification.cosim.CoSimulationResult;
import io.github.dsllm.verification.cosim.Difference;
import io.github.dsllm.verification.cosim.Measurements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The verdict of {@code verify} as figures and checks, and as a test report that every CI server reads. */
public final class VerifyVerdict {
    /** Name of the check that a flipped bit is seen. */
    static final String FAULT = "detects-injected-fault";

    private static final String JUNIT_FILE = "verify.xml";

    private VerifyVerdict() {}

    /**
     * Figures and checks of a co-simulation.
     *
     * @param result a result with goal, model, chip and digest, to which they are added
     * @param clock frequency of the chip in hertz
     */
    public static GoalResult add(GoalResult result, CoSimulationResult found, double clock) {
        Measurements measured = found.measurements();
        GoalResult figures = result.with("mismatches", found.mismatches(), "1")
                .with("comparedGroups", found.comparedGroups(), "1")
                .with("tokens", found.tokens(), "1")
                .with("saturations", found.saturations(), "1")
                .with("simulatedTokensPerSecond", found.simulatedTokensPerSecond(), "1/s");
        if (measured.count() > 0) {
            figures = figures.with("cyclesPerToken", measured.cyclesPerToken(), "1")
                    .with("macUtilisation", measured.macUtilisation(), "1")
                    .with("tokensPerSecondAtClock", clock / measured.cyclesPerToken(), "1/s");
            figures = ends(figures, measured);
        }
        return checks(figures, found);
    }

    /** What must hold of every comparison of hardware and golden model. */
    static GoalResult checks(GoalResult result, CoSimulationResult found) {
        return result.with(new GoalResult.Check("rtl-equals-golden", found.equal(), equality(found)))
                .with(new GoalResult.Check(
                        "tokens-equal", found.tokenDifferences().isEmpty() && found.tokens() > 0, tokens(found)))
                .with(new GoalResult.Check(FAULT, found.faultDetected(), found.injectedFault()));
    }

    /** Writes verify.json and verify.xml. */
    public static void write(GoalResult result, Path outputDirectory) throws IOException {
        result.write(outputDirectory);
        Outputs.write(outputDirectory.resolve(JUNIT_FILE), junit(result));
    }

    private static GoalResult ends(GoalResult figures, Measurements measured) {
        Map<Integer, Double> cycles = new TreeMap<>(measured.cyclesByPosition());
        int last = cycles.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
        GoalResult result = figures;
        for (int position : List.of(0, last)) {
            Double measuredCycles = cycles.get(position);
            if (measuredCycles != null) {
                result = result.with("cyclesAtPosition" + position, measuredCycles, "1")
                        .with(
                                "macUtilisationAtPosition" + position,
                                measured.idealCycles(position) / measuredCycles,
                                "1");
            }
        }
        return result;
    }

    private static String equality(CoSimulationResult found) {
        Difference difference = found.difference();
        if (difference != null) {
            return difference.describe();
        }
        return found.equal()
                ? found.comparedGroups() + " instructions compared at " + found.tokens() + " positions, none differs"
                : found.comparedGroups() == 0 ? "nothing was compared" : tokens(found);
    }

    private static String tokens(CoSimulationResult found) {
        return found.tokenDifferences().isEmpty()
                ? found.tokens() + " tokens, all equal"
                : String.join("\n", found.tokenDifferences());
    }

    static String junit(GoalResult result) {
        long failures =
                result.checks().stream().filter(check -> !check.passed()).count();
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.append("<testsuite name=\"dsllm:")
                .append(escape(result.goal()))
                .append("\" tests=\"")
                .append(result.checks().size())
                .append("\" failures=\"")
                .append(failures)
                .append("\" errors=\"0\" skipped=\"0\">\n  <properties>\n");
        property(xml, "model", result.model());
        property(xml, "chip", result.chip());
        property(xml, "digest", result.digest());
        result.figures()
                .forEach((name, figure) -> property(
                        xml,
                        name,
                        figure.unit().equals("1") ? "" + figure.value() : figure.value() + " " + figure.unit()));
        xml.append("  </properties>\n");
        for (GoalResult.Check check : result.checks()) {
            xml.append("  <testcase classname=\"dsllm.")
                    .append(escape(result.goal()))
                    .append("\" name=\"")
                    .append(escape(check.name()))
                    .append("\">\n    <")
                    .append(check.passed() ? "system-out" : "failure message=\"" + escape(check.name()) + "\"")
                    .append('>')
                    .append(escape(check.detail()))
                    .append(check.passed() ? "</system-out>" : "</failure>")
                    .append("\n  </testcase>\n");
        }
        return xml.append("</testsuite>\n").toString();
    }

    private static void property(StringBuilder xml, String name, String value) {
        xml.append("    <property name=\"")
                .append(escape(name))
                .append("\" value=\"")
                .append(escape(value))
                .append("\"/>\n");
    }

    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(c >= ' ' || c == '\n' || c == '\t' ? c : '?');
            }
        });
        return escaped.toString();
    }
}
