package io.github.dsllm.sim.training.job;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.sim.training.Trainer;
import io.github.dsllm.sim.training.data.Batch;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongToIntFunction;

/**
 * A JVM that does one {@link TrainingJob}, given as a file. Says on its output {@code majority <share>} for a task, after every step {@code step <number> <loss> <tokens per second> <validation loss or ->}, and in
 * the end {@code done} or {@code error <message>}.
 */
public final class TrainingProcess {
    private TrainingProcess() {}

    /** The job file is the only argument. */
    public static void main(String[] arguments) throws IOException {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try {
            TrainingJob job = TrainingJob.read(Path.of(arguments[0]));
            if (job.task() == null) {
                new LanguageTraining(job).run(new Speed(out, step -> job.length() * job.batch())::say);
            } else {
                ClassifierTraining training = new ClassifierTraining(job);
                out.printf(Locale.ROOT, "majority %.6f%n", training.task().majority());
                training.run(new Speed(out, step -> tokens(training.batches().batch(step)))::say);
            }
            out.println("done");
        } catch (UserError error) {
            out.println("error " + String.valueOf(error.getMessage()).replace('\n', ' '));
        }
    }

    private static int tokens(Batch batch) {
        return batch.inputs().stream().mapToInt(input -> input.length).sum();
    }

    /** Tokens per second since the step before. */
    private static final class Speed {
        private final PrintStream out;
        private final LongToIntFunction tokens;
        private long last = System.nanoTime();

        /** @param tokens of the batch of a step */
        Speed(PrintStream out, LongToIntFunction tokens) {
            this.out = out;
            this.tokens = tokens;
        }

        void say(Trainer.Step step, Optional<Double> validation) {
            long now = System.nanoTime();
            double speed = tokens.applyAsInt(step.step()) / ((now - last) / 1e9);
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
