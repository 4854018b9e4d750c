package io.github.dsllm.verification.report;

import io.github.dsllm.verification.goal.GoalResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where the numbers of the page come from: which goal, how it comes by them, and from which inputs. */
public final class SourcesSection implements ReportSection {
    private static final Map<String, String> HOW = how();

    private static Map<String, String> how() {
        Map<String, String> how = new LinkedHashMap<>();
        how.put(
                "generate",
                "counted in the chip image; cycles foreseen by the timing model of the schedule; perplexities by the float path and the golden model over the evaluation text");
        how.put(
                "verify",
                "counted while the Verilog is simulated; tokens per second are the clock of the chip spec over these cycles, unless the figure says simulated");
        how.put("physics", "differential equations of the nodes, solved in double");
        how.put("train", "losses of the run, on the texts that it was given");
        how.put(
                "estimate",
                "computed from the analog figures of the chip spec, whose sources stand in its tables; nothing is measured on an analog chip");
        how.put("synthesize", "counted by Yosys in the netlist of the generated Verilog");
        how.put("fpga", "reported by Yosys and nextpnr");
        how.put("run", "counted by the machine that told the story");
        return how;
    }

    @Override
    public String title() {
        return "Sources of the numbers";
    }

    @Override
    public int order() {
        return 95;
    }

    @Override
    public Optional<String> body(ReportContext context) {
        List<List<String>> rows = new ArrayList<>();
        HOW.forEach((goal, how) -> context.result(goal).ifPresent(result -> rows.add(row(goal, how, result))));
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(Html.table(List.of("goal", "file", "how", "digest of its inputs"), rows));
    }

    private static List<String> row(String goal, String how, GoalResult result) {
        return List.of(
                "<code>dsllm:" + goal + "</code>",
                "<code>" + goal + ".json</code>",
                Html.escape(how),
                "<code>" + Html.escape(result.digest()) + "</code>");
    }
}
