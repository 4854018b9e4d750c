package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Hears what {@link io.github.dsllm.sim.training.job.TrainingProcess} says and passes it on to people. */
final class TrainProgress {
    /** Of a training that said nothing. */
    static final TrainProgress NONE = new TrainProgress("none", null, null);

    private final String trainer;
    private final @Nullable Messages messages;
    private final Messages.@Nullable Progress bar;
    private double inverseSpeeds; // sum of 1/speed over steps
    private long heard;
    private boolean done;
    private double majority = Double.NaN;

    TrainProgress(String trainer, @Nullable Messages messages, Messages.@Nullable Progress bar) {
        this.trainer = trainer;
        this.messages = messages;
        this.bar = bar;
    }

    /**
     * One line.
     *
     * @throws UserError with the message of an {@code error} line
     */
    void hear(String line) {
        String[] words = line.split(" ", -1);
        switch (words[0]) {
            case "step" -> step(words);
            case "majority" -> majority = Double.parseDouble(words[1]);
            case "done" -> done = true;
            case "error" -> throw new UserError(line.substring("error ".length()));
            default -> {
                // what a JVM may say on its own
            }
        }
    }

    private void step(String[] words) {
        long number = Long.parseLong(words[1]);
        inverseSpeeds += 1 / Double.parseDouble(words[3]);
        heard++;
        String state = String.format(
                Locale.ROOT, "loss %.3f, %,.0f tokens/s", Double.parseDouble(words[2]), tokensPerSecond());
        if (bar != null) {
            bar.done(number);
            bar.note(state);
        }
        if (messages != null && !words[4].equals("-")) {
            messages.info(String.format(
                    Locale.ROOT,
                    "%s step %d: %s, validation loss %.3f",
                    trainer,
                    number,
                    state,
                    Double.parseDouble(words[4])));
        }
    }

    /** Mean over all steps that were heard of, with validations; 0 where a finished training had nothing left to do. */
    double tokensPerSecond() {
        return heard == 0 ? 0 : heard / inverseSpeeds;
    }

    /** Share of the validation examples in the most frequent class; not a number for language models. */
    double majority() {
        return majority;
    }

    void requireDone() {
        if (!done) {
            throw new IllegalStateException("the training " + trainer + " ended without a word");
        }
    }
}
