package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.chip.NumericsReader;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import io.github.dsllm.sim.training.job.ModelSizes;
import io.github.dsllm.verification.report.ReportPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainGoalTest {
    static final ModelSizes TINY = new ModelSizes(16, 32, 2, 2, 1, 290, 16);

    private static final List<String> WHO = List.of("Lily", "Tom", "the dog", "a bird");
    private static final List<String> DOES = List.of("saw", "liked", "found", "wanted");
    private static final List<String> WHAT = List.of("a red ball", "the big tree", "a small car", "the old box");

    @TempDir
    private Path folder;

    private @Nullable String task;
    private @Nullable Path model;
    private double average;
    private int couplingBits;
    private @Nullable String numerics;

    private final RecordedMessages messages = new RecordedMessages();
    private Path text = Path.of("");

    @BeforeEach
    void writeText() throws IOException {
        Random random = new Random(1);
        StringBuilder stories = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            stories.append(one(WHO, random))
                    .append(' ')
                    .append(one(DOES, random))
                    .append(' ');
            stories.append(one(WHAT, random)).append(".\n<|endoftext|>\n");
        }
        text = Files.writeString(folder.resolve("stories.txt"), stories);
    }

    private static String one(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }

    @Test
    void threeTrainersLearnTheSameAndTheModelIsOneThatOtherGoalsRead() throws IOException {
        GoalResult result = new TrainGoal(request("ds-ecl", 40, 0.01, true), messages).run();

        assertThat(result.value("steps")).isEqualTo(40);
        assertThat(result.value("lossLast")).isLessThan(0.6 * result.value("lossFirst"));
        assertThat(result.value("lossValidation")).isLessThan(0.6 * result.value("lossFirst"));
        assertThat(result.value("deviation-ds")).isLessThan(0.01);
        assertThat(result.value("deviation-ds-ecl")).isLessThan(0.01);
        assertThat(result.value("hostReadWords")).isZero();
        assertThat(result.value("tokensPerSecond")).isPositive();
        Path model = folder.resolve("out/train/ds-ecl");
        LanguageModel read = Models.open(model);
        assertThat(read.shape().vocabulary()).isEqualTo(290);
        assertThat(TokenizerLoader.forModel(model, null, read.shape())).isPresent();
        assertThat(Files.readAllLines(folder.resolve("out/train/curves.csv"))).hasSize(1 + 3 * 40);
        assertThat(Files.readString(folder.resolve("out/train/cosines.csv")))
                .contains("ds-ecl,20,layers.0,0.99999", "ds,40,embedding,");
        List<String> ways = Files.readAllLines(folder.resolve("out/train/trajectories.csv"));
        assertThat(ways).hasSize(1 + 3 * 3);
        assertThat(place(ways, "ds,0,")).isCloseTo(place(ways, "backprop,0,"), within(1e-9));
        assertThat(place(ways, "ds,40,")).isCloseTo(place(ways, "backprop,40,"), within(0.01));
        assertThat(Math.abs(place(ways, "ds,40,") - place(ways, "ds,0,"))).isGreaterThan(0.1);
        assertThat(folder.resolve("out/train/trajectories.svg")).exists();
        assertThat(messages.lines).anyMatch(line -> line.startsWith("ds-ecl step 20: loss"));
        String page = Files.readString(new ReportPage(new OutputLayout(folder.resolve("out"))).write());
        assertThat(page).contains("Training</h2>", "deviation-ds-ecl", "Validation loss", "<polyline");
    }

    @Test
    void aConfigurationWithoutWeightsIsTheShapeOfANewModel() throws IOException {
        model = Files.writeString(folder.resolve("gpt2.config.json"), """
                {"model_type": "gpt2", "n_embd": 16, "n_layer": 2, "n_head": 2, "n_inner": 32, "n_positions": 16,
                 "vocab_size": 290, "bos_token_id": 1, "eos_token_id": 2}
                """);
        average = 0.9;

        GoalResult result = new TrainGoal(request("ds-ecl", 40, 0.01, true), messages).run();

        assertThat(result.value("lossValidation")).isLessThan(0.7 * result.value("lossFirst"));
        assertThat(result.value("deviation-ds")).isLessThan(0.01);
        assertThat(result.value("deviation-ds-ecl")).isLessThan(0.01);
        assertThat(messages.lines)
                .anyMatch(line -> line.contains("has no weights: a new model of its shape is trained"));
        Path trained = folder.resolve("out/train/ds-ecl");
        assertThat(Models.open(trained).shape()).isEqualTo(Models.shape(model));
        assertThat(trained.resolve("mean.safetensors")).exists();
    }

    /** On the first axis. */
    private static double place(List<String> ways, String beginning) {
        String line = ways.stream()
                .filter(way -> way.startsWith(beginning))
                .findFirst()
                .orElseThrow();
        return Double.parseDouble(line.split(",", -1)[2]);
    }

    @Test
    void aFinishedTrainingHasNothingLeftToDoAndARestartEndsWithTheSameBytes() throws IOException {
        new TrainGoal(request("backprop", 6, 0.01, false), messages).run();
        byte[] first = Files.readAllBytes(folder.resolve("out/train/backprop/model.safetensors"));
        GoalResult again = new TrainGoal(request("backprop", 6, 0.01, false), messages).run();
        assertThat(again.value("tokensPerSecond")).isZero();
        assertThat(again.value("hostReadWords")).isEqualTo(4 * 16 * 290);

        GoalResult restarted = new TrainGoal(restarting(request("backprop", 6, 0.01, false)), messages).run();

        assertThat(restarted.value("tokensPerSecond")).isPositive();
        assertThat(Files.readAllBytes(folder.resolve("out/train/backprop/model.safetensors")))
                .isEqualTo(first);
    }

    @Test
    void aCheckpointOfAnotherTrainingIsRefused() throws IOException {
        new TrainGoal(request("backprop", 6, 0.01, false), messages).run();

        assertThatThrownBy(() -> new TrainGoal(request("backprop", 6, 0.02, false), messages).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("peak was 0.01, is 0.02")
                .hasMessageContaining("perhaps you should");
    }

    @Test
    void aLossThatIsNoNumberIsToldWithItsTensor() {
        assertThatThrownBy(() -> new TrainGoal(request("backprop", 60, 1e30, false), messages).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("first seen in the gradient of")
                .hasMessageContaining("perhaps you should lower the learning rate");
    }

    @Test
    void whatCannotBeUsedIsToldInOneMessage() throws IOException {
        assertThatThrownBy(() -> new TrainGoal(without(request("ds", 6, 0.01, false)), messages).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("-Ddsllm.data=");
        assertThatThrownBy(() -> new TrainGoal(request("backprob", 6, 0.01, false), messages).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("did you mean backprop?");
        Files.write(text, new byte[] {1, 2, 0, 4});
        assertThatThrownBy(() -> new TrainGoal(request("ds", 6, 0.01, false), messages).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("zero byte");
        Files.writeString(text, "one\n\ntwo");
        assertThatThrownBy(() -> new TrainGoal(request("ds", 6, 0.01, false), messages).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the text has the stories 0 to 1");
    }

    @Test
    void trainsForAChipAndSaysWhich() throws IOException {
        couplingBits = 4;
        new TrainGoal(request("ds-ecl", 6, 0.01, false), messages).run();

        Path file = folder.resolve("out/train/ds-ecl/numerics.json");
        assertThat(new NumericsReader().read(file)).isEqualTo(Numerics.DEFAULT.withCouplingBits(4));
        assertThat(messages.lines).anyMatch(line -> line.contains("-Ddsllm.numerics=" + file));
        couplingBits = 0;
        numerics = file.toString();
        GoalResult again = new TrainGoal(request("ds-ecl", 6, 0.01, false), messages).run();
        assertThat(again.value("tokensPerSecond")).as("nothing was left to do").isZero();

        numerics = "fidelty";
        assertThatThrownBy(() -> new TrainGoal(request("ds", 6, 0.01, false), messages).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("did you mean fidelity?");
        couplingBits = 17;
        assertThatThrownBy(() -> new TrainGoal(request("ds", 6, 0.01, false), messages).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("perhaps you should take 2 to 16");
    }

    @Test
    void threeTrainersClassify() throws IOException {
        task = "sst2";
        text = examples(true);
        GoalResult result = new TrainGoal(request("ds-ecl", 60, 0.01, true), messages).run();

        assertThat(result.value("accuracyMajority")).isEqualTo(0.5);
        assertThat(result.value("accuracy")).isGreaterThan(0.9);
        assertThat(result.value("accuracyBackprop")).isEqualTo(result.value("accuracy"));
        assertThat(result.value("hostReadWords")).isZero();
        assertThat(folder.resolve("out/train/accuracy.svg")).exists();
        assertThat(Files.readAllLines(folder.resolve("out/train/curves.csv")).get(20))
                .endsWith(",1.0");
        assertThat(Files.readString(new ReportPage(new OutputLayout(folder.resolve("out"))).write()))
                .contains("accuracyMajority", "Accuracy on validation examples");
        assertThatThrownBy(() -> Models.open(folder.resolve("out/train/ds-ecl")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("LlamaForSequenceClassification");
    }

    @Test
    void whatIsNoTaskIsToldInOneMessage() throws IOException {
        task = "sst3";
        assertThatThrownBy(() -> new TrainGoal(request("ds", 6, 0.01, false), messages).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("did you mean sst2?");
        task = "sst2";
        assertThatThrownBy(() -> new TrainGoal(without(request("ds", 6, 0.01, false)), messages).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the folder of the task sst2 with -Ddsllm.data=");
        assertThatThrownBy(() -> new TrainGoal(request("ds", 6, 0.01, false), messages).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("has none of")
                .hasMessageContaining("dev.tsv");
        text = examples(false);
        assertThatThrownBy(() -> new TrainGoal(request("ds", 6, 0.01, false), messages).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("perhaps");
    }

    /** Sentences that say good or bad, with their labels or without. */
    private Path examples(boolean labelled) throws IOException {
        Path examples = Files.createDirectories(folder.resolve("sst2"));
        for (String file : List.of("train.tsv", "dev.tsv")) {
            StringBuilder lines = new StringBuilder(labelled ? "sentence\tlabel\n" : "sentence\n");
            for (int i = 0; i < 40; i++) {
                lines.append(WHO.get(i / 2 % 4)).append(i % 2 == 0 ? " is bad" : " is good");
                lines.append(labelled ? "\t" + i % 2 : "").append('\n');
            }
            Files.writeString(examples.resolve(file), lines);
        }
        return examples;
    }

    private TrainRequest request(String trainer, long steps, double rate, boolean compare) {
        return request(text, trainer, steps, rate, compare, false);
    }

    private TrainRequest restarting(TrainRequest r) {
        return again(r, r.text().data(), true);
    }

    private TrainRequest without(TrainRequest r) {
        return again(r, null, false);
    }

    private TrainRequest again(TrainRequest r, @Nullable Path data, boolean restart) {
        return request(
                data,
                r.method().trainer(),
                r.pace().steps(),
                r.descent().rate(),
                r.method().compare(),
                restart);
    }

    private TrainRequest request(
            @Nullable Path data, String trainer, long steps, double rate, boolean compare, boolean restart) {
        return new TrainRequest(
                new TrainRequest.Text(task, data, task == null ? "0-9" : ""),
                new TrainRequest.Start(model, null, TINY),
                new TrainRequest.Target(couplingBits, numerics, false),
                new TrainRequest.Method(trainer, compare, "cubic", 32),
                new TrainRequest.Descent("adamw", "cosine", rate, 5, 0.05, 0.1, average, 1),
                new TrainRequest.Pace(16, 4, steps, 20, 0, 1, 2, restart),
                ChipTrainRequest.NONE,
                folder.resolve("out"),
                "test");
    }
}
