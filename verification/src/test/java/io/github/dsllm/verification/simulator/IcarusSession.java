package io.github.dsllm.verification.simulator;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.TileImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The Java end of {@link IcarusBench}. The process runs in the image directory, where {@code $readmemh} finds its files. */
final class IcarusSession implements StorySession {
    private static final int STOP_TOKENS = 4;
    private static final int PATIENCE = 20_000;

    private final Process process;
    private final BufferedReader lines;
    private final ChipImage image;

    private IcarusSession(Process process, ChipImage image) {
        this.process = process;
        this.lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        this.image = image;
    }

    static IcarusSession start(Path program, ChipImage image, Path directory) {
        try {
            return new IcarusSession(
                    new ProcessBuilder("vvp", "-n", program.toString())
                            .directory(directory.toFile())
                            .redirectErrorStream(true)
                            .start(),
                    image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public StoryEnd run(StoryRequest request, CoreListener listener) {
        TraceLines trace = new TraceLines(
                image.core(),
                image.tiles().stream().map(TileImage::program).map(List::size).toList(),
                request,
                listener);
        try {
            process.getOutputStream().write(encode(request).getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
            while (true) {
                String line = lines.readLine();
                if (line == null) {
                    throw new SimulationFailure("Icarus ended in the middle of a story: " + trace.unknownLines());
                }
                String[] words = line.split(" ");
                if (words[0].equals("end")) {
                    trace.finish();
                    return new StoryEnd(
                            words[3].equals("1") ? StoryEnd.Reason.HUNG : StoryEnd.Reason.ENDED,
                            Long.parseLong(words[1]),
                            Integer.parseInt(words[2]));
                }
                trace.accept(words);
                if (trace.hasPassed(request.lastPosition())) {
                    trace.finish();
                    process.destroyForcibly();
                    return new StoryEnd(StoryEnd.Reason.STOPPED, trace.cycle(), 0);
                }
            }
        } catch (IOException e) {
            throw new SimulationFailure("Icarus is gone: " + e.getMessage());
        }
    }

    private static String encode(StoryRequest request) {
        List<Integer> stops = request.controls().stopTokens();
        Stream<Integer> head = Stream.of(
                request.controls().inverseTemperature(),
                request.controls().seed(),
                request.controls().newTokens(),
                stops.size());
        Stream<Integer> four =
                IntStream.range(0, STOP_TOKENS).mapToObj(i -> i < stops.size() ? stops.get(i) : Integer.valueOf(0));
        Stream<Integer> tail =
                Stream.of(request.stallSeed(), PATIENCE, request.prompt().size());
        return Stream.of(head, four, tail, request.prompt().stream())
                        .flatMap(part -> part)
                        .map(String::valueOf)
                        .collect(Collectors.joining(" "))
                + "\n";
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
