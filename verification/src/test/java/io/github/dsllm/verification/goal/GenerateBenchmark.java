package io.github.dsllm.verification.goal;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times {@code generate} in a JVM of its own: the first run, further runs into other folders, and one with nothing changed; or one run up to a stage. */
final class GenerateBenchmark {
    private static final List<String> RUNS = List.of("cold", "second", "third", "fourth");
    private static final Pattern STAGE = Pattern.compile("(\\S.*\\S) +([0-9.]+) s");

    private GenerateBenchmark() {}

    /** Prints figures as lines of name and value; takes model, chip spec, a folder to write into, and the last stage of a single run. */
    public static void main(String[] arguments) throws IOException {
        boolean isSingle = arguments.length > 3;
        List<String> runs = isSingle ? RUNS.subList(0, 1) : RUNS;
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("startOfTheJvm", ManagementFactory.getRuntimeMXBean().getUptime() / 1e3);
        double peak = 0;
        for (String name : runs) {
            Path folder = Path.of(arguments[2], name);
            RecordedMessages messages = run(arguments, folder, name, figures);
            stages(messages).forEach((stage, seconds) -> figures.put(name + ": " + stage, seconds));
            peak = Math.max(
                    peak,
                    GoalResult.read(folder.resolve("out"), "generate")
                            .orElseThrow()
                            .value("peakHeap"));
        }
        run(arguments, Path.of(arguments[2], runs.get(runs.size() - 1)), "unchanged", figures);
        figures.put("peakHeap", peak);
        figures.put("largestHeap", Runtime.getRuntime().maxMemory() / (double) (1 << 20));
        figures.put("loadAverage", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        figures.forEach(
                (name, value) -> System.out.println(String.format(Locale.ROOT, "figure\t%s\t%.3f", name, value)));
    }

    private static RecordedMessages run(String[] arguments, Path folder, String name, Map<String, Double> figures)
            throws IOException {
        GenerateRequest request = Requests.generate(
                Path.of(arguments[0]),
                Path.of(arguments[1]),
                folder,
                "default",
                "auto",
                null,
                arguments.length > 3 ? arguments[3] : null);
        RecordedMessages messages = new RecordedMessages();
        long start = System.nanoTime();
        new GenerateGoal(request, messages).run();
        figures.put(name, (System.nanoTime() - start) / 1e9);
        return messages;
    }

    private static Map<String, Double> stages(RecordedMessages messages) {
        Map<String, Double> stages = new TreeMap<>();
        for (String line : messages.lines) {
            Matcher stage = STAGE.matcher(line);
            if (stage.matches()) {
                stages.put(stage.group(1), Double.parseDouble(stage.group(2)));
            }
        }
        return stages;
    }
}
