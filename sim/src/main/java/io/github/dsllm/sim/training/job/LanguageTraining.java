package io.github.dsllm.sim.training.job;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.text.Stories;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.sim.training.Teacher;
import io.github.dsllm.sim.training.TrainingRecord;
import io.github.dsllm.sim.training.TrainingRun;
import io.github.dsllm.sim.training.data.Batches;
import io.github.dsllm.sim.training.data.StoryNumbers;
import io.github.dsllm.sim.training.data.TokenWindows;
import io.github.dsllm.sim.training.pass.Parameters;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Does a {@link TrainingJob}: text to stories, to tokens, to windows, to a trained model. Tokens are learned of the stories that are trained on. */
public final class LanguageTraining {
    private static final int LONGEST_TEXT = 1 << 28;

    private final TrainingJob job;
    private final List<String> trainedOn;
    private final List<String> held;
    private final Parameters weights;
    private final Tokenizer tokenizer;
    private final @Nullable String tokenizerJson;

    /**
     * Reads text and model.
     *
     * @throws UserError for what cannot be used
     */
    public LanguageTraining(TrainingJob job) throws IOException {
        this.job = job;
        Stories stories = Stories.read(job.data(), LONGEST_TEXT);
        Set<Integer> numbers = StoryNumbers.of(job.held());
        trainedOn = stories.without(numbers).texts();
        held = stories.only(numbers).texts();
        if (trainedOn.isEmpty()) {
            throw new UserError("all stories of " + job.data()
                    + " are held back, so none is left to train on; perhaps you should shorten dsllm.train.held");
        }
        FirstModel first = FirstModel.of(job, trainedOn);
        weights = first.weights();
        tokenizer = first.tokenizer();
        tokenizerJson = first.tokenizerJson();
    }

    /** The stories that no batch is drawn from. */
    public List<String> held() {
        return held;
    }

    /** The stories that are trained on. */
    public List<String> trainedOn() {
        return trainedOn;
    }

    /** Trains to the end of the job, from its checkpoint if there is one; see {@link TrainingRun#run}. */
    public List<TrainingRecord.Point> run(TrainingRun.Listener listener) {
        return new TrainingRun(job.settings(), batches(), job.seed(), job.pace(), job.folder(), tokenizerJson)
                .recording(job.snapshotsOrNone())
                .run(job.settings().prepare(weights), teacher(), job.threads(), job.until(), listener);
    }

    private @Nullable Teacher teacher() {
        return job.teacher() == null ? null : Teacher.of(Models.open(job.teacher()), weights.shape());
    }

    /** What is trained on and validated with. */
    Batches batches() {
        return new TokenWindows(tokens(trainedOn), tokens(held), job.length(), job.batch(), job.seed());
    }

    /** Contents of {@code tokenizer.json}; null where a pretrained model has none. */
    @Nullable
    String tokenizerJson() {
        return tokenizerJson;
    }

    /** Stories one after another, each behind the token that begins a text. */
    private int[] tokens(List<String> stories) {
        int begin = weights.shape().bosToken();
        return stories.stream()
                .map(story -> tokenizer.encode(story, true))
                .flatMapToInt(tokens -> tokens.length > 0 && tokens[0] == begin
                        ? Arrays.stream(tokens)
                        : IntStream.concat(IntStream.of(begin), Arrays.stream(tokens)))
                .toArray();
    }
}
