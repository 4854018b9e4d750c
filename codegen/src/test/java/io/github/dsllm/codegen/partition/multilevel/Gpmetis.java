package io.github.dsllm.codegen.partition.multilevel;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** METIS 5.1 as a child process, with its default options (k-way, 3 % imbalance). */
final class Gpmetis {
    /**
     * What it reports.
     *
     * @param cut weight of the cut edges
     * @param seconds processor time of the partitioning alone, in steps of 1 ms
     * @param imbalance heaviest part over the mean
     */
    record Result(long cut, double seconds, double imbalance) {}

    private Gpmetis() {}

    static void write(CompressedGraph graph, Path file) throws IOException {
        try (BufferedWriter text = Files.newBufferedWriter(file)) {
            text.write(graph.vertices() + " " + graph.neighbour().length / 2 + " 011\n");
            for (int vertex = 0; vertex < graph.vertices(); vertex++) {
                text.write(Long.toString(graph.load()[vertex]));
                for (int edge = graph.first()[vertex]; edge < graph.first()[vertex + 1]; edge++) {
                    text.write(" " + (graph.neighbour()[edge] + 1) + " " + graph.weight()[edge]);
                }
                text.write("\n");
            }
        }
    }

    static Result run(Path file, int parts, int seed) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(
                            "gpmetis", "-nooutput", "-seed=" + seed, file.toString(), Integer.toString(parts))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new IOException("gpmetis was not found; perhaps you should run: apt-get install metis", e);
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("gpmetis failed:\n" + output);
        }
        return new Result(
                (long) number(output, "Edgecut: (\\d+)"),
                number(output, "Partitioning:\\s+([0-9.]+) sec"),
                number(output, "constraint #0:\\s+([0-9.]+)"));
    }

    private static double number(String output, String pattern) throws IOException {
        Matcher matcher = Pattern.compile(pattern).matcher(output);
        if (!matcher.find()) {
            throw new IOException("gpmetis did not report " + pattern + ":\n" + output);
        }
        return Double.parseDouble(matcher.group(1));
    }
}
