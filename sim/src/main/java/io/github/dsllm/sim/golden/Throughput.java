package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.image.ImageFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Measures how many tokens per second one thread of a warm JVM runs, without digests: the argument is an image directory, the answer one number. */
public final class Throughput {
    private static final double WARM_SECONDS = 2;
    private static final double MEASURED_SECONDS = 2;
    private static final int POSITIONS = 256;

    private Throughput() {}

    /** Prints tokens per second. */
    public static void main(String[] arguments) {
        GoldenMachine machine = GoldenMachine.of(ImageFiles.read(Path.of(arguments[0])));
        measure(machine, WARM_SECONDS);
        System.out.println(String.format(Locale.ROOT, "%.3f", measure(machine, MEASURED_SECONDS)));
    }

    /** Runs greedy stories of up to 256 positions for at least so long. */
    static double measure(GoldenMachine machine, double seconds) {
        long start = System.nanoTime();
        long tokens = 0;
        double elapsed = 0;
        while (elapsed < seconds) {
            machine.start(List.of(machine.image().bosToken()), Controls.greedy().withLimit(POSITIONS));
            End end = End.GOES_ON;
            while (end == End.GOES_ON) {
                end = machine.step().end();
                tokens++;
            }
            elapsed = (System.nanoTime() - start) / 1e9;
        }
        return tokens / elapsed;
    }
}
