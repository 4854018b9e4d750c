package io.github.dsllm.sim.training.job;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.sim.training.Trainer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A JVM that does one {@link LanguageJob}, given as a file. Says on its output after every step {@code step <number> <loss> <tokens per second> <validation loss or ->}, and in
 * the end {@code done} or {@code error <message>}.
 */
public final class TrainingProcess {
    private TrainingProcess() {}

    /** The job file is the only argument. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            LanguageJob job = LanguageJob.read(Path.of(arguments[0]));
            new LanguageTraining(job).run(new Speed(out, job.length() * job.batch())::say);
            out.println("done");
        } catch (UserError error) {
            out.println("error " + String.valueOf(error.getMessage()).replace('\n', ' '));
        }
    }

    /** Tokens per second since the step before. */
    private static final class Speed {
        private final PrintStream out;
        private final int tokens;
        private long last = System.nanoTime();

        Speed(PrintStream out, int tokens) {
            this.out = out;
            this.tokens = tokens;
        }

        void say(Trainer.Step step, Optional<Double> validation) {
            long now = System.nanoTime();
            double speed = tokens / ((now - last) / 1e9);
            last = now;
            out.printf(
                    Locale.ROOT,
                    "step %d %.6f %.1f %s%n",
                    step.step(),
                    step.loss(),
                    speed,
                    validation
                            .map(loss -> String.format(Locale.ROOT, "%.6f", loss))
                            .orElse("-"));
        }
    }
}
