package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.verification.report.ReportPage;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.SimulatedCore;
import io.github.dsllm.verification.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training on a chip as a user asks for it, with the task that needs no files. */
class ChipTrainGoalTest {
    private static final int LANES = 4;
    private static final Path MODEL = Path.of("../maven-plugin/src/it/models/model.bin");

    @TempDir
    private Path folder;

    private final RecordedMessages messages = new RecordedMessages();
    private String machine = "golden";
    private String trainer = "ds-ecl";
    private String learns = "head";
    private String pattern = "C2";
    private String task = "recall";
    private int loops = 1;
    private int examples = 24;
    private int steps = 60;
    private double rate = 1.0 / 16;
    private boolean compare;
    private boolean fault;
    private @Nullable Path chip;
    private @Nullable Path data;
    private @Nullable Path model;

    @BeforeEach
    void writeChip() throws IOException {
        chip = chip("training: { masterBits: 12 }");
    }

    private Path chip(String training) throws IOException {
        return Files.writeString(folder.resolve("chip.yaml"), """
                name: learner
                tiles: { rows: 1, columns: 1 }
                lanes: %d
                memory: { coupling: 300 kb, state: 32 kb, keyValue: { words: 4 } }
                clock: 80 MHz
                context: 50
                %s
                """.formatted(LANES, training));
    }

    @Test
    void threeTrainersOfAHeadLearnTheSame() throws IOException {
        compare = true;
        GoalResult result = run();

        assertThat(result.value("steps")).isEqualTo(60);
        assertThat(result.value("hostReadWords")).isZero();
        assertThat(result.value("hostWriteWords")).isEqualTo(1);
        assertThat(result.value("deviation-ds")).isLessThan(0.01);
        assertThat(result.value("deviation-ds-ecl")).isLessThan(0.01);
        assertThat(result.value("accuracyBackprop")).isEqualTo(result.value("accuracy"));
        assertThat(Files.readAllLines(folder.resolve("out/train/curves.csv"))).hasSize(1 + 3 * 30);
        assertThat(Files.readString(new ReportPage(new OutputLayout(folder.resolve("out"))).write()))
                .contains("Training</h2>", "hostWriteWords", "Accuracy on validation examples", "<polyline");
    }

    @Test
    void ofWhatIsLearntOutsideTheHostReadsAllOutputsAndWritesTheCouplings() throws IOException {
        trainer = "ds";
        GoalResult result = run();

        assertThat(result.value("hostReadWords")).isEqualTo(2);
        assertThat(result.value("hostWriteWords")).isGreaterThan(10);
    }

    @Test
    void oneExampleThatStaysClampedIsLearntByHeart() throws IOException {
        pattern = "C1";
        loops = 4;
        GoalResult result = run();

        assertThat(result.value("lossFirst")).isGreaterThan(0.3);
        assertThat(result.value("lossLast")).isLessThan(0.02);
    }

    @Test
    void aBlockLearns() throws IOException {
        learns = "block";
        steps = 1200;
        rate = 1.0 / 64;
        GoalResult result = run();

        assertThat(result.value("lossLast")).isLessThan(0.5 * result.value("lossFirst"));
        assertThat(result.model()).isEqualTo("recall, block");
    }

    @Test
    void aTaskOfTextsIsLearntFromTheStatesOfAModel() throws IOException {
        task = "sst2";
        data = Files.createDirectories(folder.resolve("sst2"));
        model = MODEL;
        for (String file : List.of("train.tsv", "dev.tsv")) {
            StringBuilder lines = new StringBuilder("sentence\tlabel\n");
            for (int i = 0; i < 24; i++) {
                lines.append(i % 2 == 0 ? "aaaaaaa b" : "a bbbbbbb")
                        .append("c".repeat(i / 2 % 4))
                        .append('\t')
                        .append(i % 2)
                        .append('\n');
            }
            Files.writeString(data.resolve(file), lines);
        }
        GoalResult result = run();

        assertThat(result.value("accuracyMajority")).isEqualTo(0.5);
        assertThat(result.value("accuracy")).isGreaterThan(0.9);
    }

    @Test
    void sameInputSameBytes() throws IOException {
        run();
        byte[] json = Files.readAllBytes(folder.resolve("out/train.json"));
        byte[] csv = Files.readAllBytes(folder.resolve("out/train/curves.csv"));

        run();

        assertThat(folder.resolve("out/train.json")).hasBinaryContent(json);
        assertThat(folder.resolve("out/train/curves.csv")).hasBinaryContent(csv);
    }

    @Test
    void whatCannotBeUsedIsToldInOneMessage() throws IOException {
        refused(() -> machine = "rlt", "did you mean rtl?");
        machine = "golden";
        refused(() -> trainer = "backprop", "the trainer backprop learns on no chip");
        trainer = "ds-ecl";
        refused(
                () -> {
                    learns = "hed";
                    pattern = "C3";
                    loops = 0;
                },
                "did you mean head?",
                "did you mean C1?",
                "dsllm.train.loops=0 must be 1 … 64");
        loops = 1;
        pattern = "C2";
        refused(
                () -> {
                    learns = "block";
                    trainer = "ds";
                },
                "the trainer ds learns heads");
        learns = "head";
        trainer = "ds-ecl";
        refused(() -> examples = 3000, "3024 examples is too large for the chip learner", "perhaps you should show");
        examples = 24;
        refused(() -> task = "recal", "did you mean recall?");
        refused(() -> task = "sst2", "the folder of the task sst2 with -Ddsllm.data=");
        data = folder;
        refused(() -> task = "sst2", "a pretrained model", "-Ddsllm.model=");
        task = "recall";
        chip("");
        refused(() -> task = "recall", "perhaps you should add to its spec: training:");
        refused(() -> chip = null, "-Ddsllm.chip=");
    }

    private void refused(Runnable change, String... messages) {
        change.run();
        assertThatThrownBy(this::run).isInstanceOf(UserError.class).message().contains(messages);
    }

    @Test
    @Tag("native")
    void theHardwareLearnsEveryCouplingOfAHead() throws IOException {
        machine = "rtl";
        GoalResult result = run();

        assertThat(result.checks())
                .extracting(GoalResult.Check::name)
                .containsExactly(
                        "rtl-equals-golden",
                        "tokens-equal",
                        "detects-injected-fault",
                        "couplings-equal",
                        "cycles-as-foreseen");
        assertThat(result.passed()).isTrue();
        assertThat(result.value("mismatches")).isZero();
        assertThat(result.value("storedWords")).isEqualTo(3 * 13);
        assertThat(result.value("cyclesPerUpdate"))
                .isEqualTo(result.value("cyclesPerUpdateForeseen"))
                .isPositive();
        fault = true;
        assertThatThrownBy(this::run)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("do not learn the same")
                .hasMessageContaining("rtl-equals-golden: position 0");
        assertThat(GoalResult.read(folder.resolve("out"), "train").orElseThrow().passed())
                .isFalse();
    }

    @Test
    @Tag("native")
    void aHostLearnsTheSameFromTheHardwareAsFromTheGoldenModel() throws IOException {
        machine = "rtl";
        trainer = "ds";
        GoalResult result = run();

        assertThat(result.passed()).isTrue();
        assertThat(result.value("hostReadWords")).isEqualTo(2);
        fault = true;
        assertThatThrownBy(this::run).isInstanceOf(UserError.class).hasMessageContaining("couplings-equal: ");
    }

    @Test
    @Tag("native")
    void theHardwareLearnsABlock() throws IOException {
        machine = "rtl";
        learns = "block";
        GoalResult result = run();

        assertThat(result.passed()).isTrue();
        assertThat(result.value("comparedGroups")).isGreaterThan(6000);
    }

    @Test
    void aMissingSimulatorIsSaidBeforeAnythingIsLearnt() {
        machine = "rtl";
        Simulator missing = new Simulator() {
            @Override
            public String name() {
                return "missing";
            }

            @Override
            public void requireInstalled() {
                throw new UserError("no simulator, perhaps you should install one");
            }

            @Override
            public SimulatedCore build(CoreBuild request) {
                throw new AssertionError("built");
            }
        };

        assertThatThrownBy(() -> new ChipTrainGoal(request(), messages, missing).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no simulator");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private GoalResult run() throws IOException {
        return new TrainGoal(request(), messages).run();
    }

    private TrainRequest request() {
        return new TrainRequest(
                new TrainRequest.Text(task, data, ""),
                new TrainRequest.Start(model, null, TrainGoalTest.TINY),
                TrainRequest.Target.REAL,
                new TrainRequest.Method(trainer, compare, "cubic", 32),
                new TrainRequest.Descent("adamw", "cosine", rate, 5, 0.05, 0.1, 0, 1),
                new TrainRequest.Pace(16, 4, steps, 20, 0, 1, 2, false),
                new ChipTrainRequest(machine, chip, learns, pattern, loops, examples, 24, 0, 3, null, fault, null),
                folder.resolve("out"),
                "test");
    }
}
