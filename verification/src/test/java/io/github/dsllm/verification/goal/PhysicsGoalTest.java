package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.verification.report.ReportPage;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

class PhysicsGoalTest {
    @TempDir
    private Path folder;

    private final RecordedMessages messages = new RecordedMessages();
    private Path model;
    private Path text;

    @BeforeEach
    void writeInputs() throws IOException {
        model = TinyModels.llama2c(folder, TinyModels.shape(16, 20, 2, 4, 2, 300, 24), 7);
        text = Files.writeString(folder.resolve("text.txt"), "abc cab bca abc cab\n\nbca bca cab abc\n");
    }

    @Test
    void aLayerSettlesItsEnergyFallsAndPicturesWithTheirNumbersAreWritten() throws Exception {
        GoalResult result = run(builder());

        assertThat(result.value("energyRises")).isZero();
        assertThat(result.value("settleTime")).isBetween(1e-9, 1e-6);
        assertThat(result.checks())
                .extracting(GoalResult.Check::name)
                .containsExactly("energy-never-rises", "integer-steps-within-bound");
        Path physics = folder.resolve("out/physics");
        List<Path> files;
        try (Stream<Path> list = Files.list(physics)) {
            files = list.sorted().toList();
        }
        assertThat(files)
                .extracting(file -> file.getFileName().toString())
                .contains(
                        "layers.0.wq-trajectories.svg",
                        "layers.0.wq-trajectories.csv",
                        "layers.0.wq-energy.svg",
                        "settling.svg",
                        "settling.csv")
                .contains("layers.0.attentionNorm.root-energy.svg")
                .noneMatch(name -> name.startsWith("layers.1"));
        for (Path file : files) {
            String content = Files.readString(file);
            assertThat(content).doesNotContain("NaN").doesNotContain("Infinity");
            if (file.toString().endsWith(".svg")) {
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(content)));
                assertThat(content).contains("prefers-color-scheme: dark");
            }
        }
        List<String> csv = Files.readAllLines(physics.resolve("layers.0.wq-trajectories.csv"));
        assertThat(csv.get(0)).startsWith("time,sigma0,sigma1").endsWith(",energy");
        assertThat(csv).hasSize(242);
        String page = Files.readString(new ReportPage(new OutputLayout(folder.resolve("out"))).write());
        assertThat(page)
                .contains("Physics</h2>", "energy-never-rises", "layers.0.wq-trajectories", "<polyline")
                .doesNotContain("http");
    }

    @Test
    void sameInputSameBytes() throws IOException {
        run(builder().stage("layers.1.w2"));
        String first = Files.readString(folder.resolve("out/physics/layers.1.w2-trajectories.svg"));
        String json = Files.readString(folder.resolve("out/physics.json"));

        run(builder().stage("layers.1.w2"));

        assertThat(folder.resolve("out/physics/layers.1.w2-trajectories.svg")).hasContent(first);
        assertThat(Files.readString(folder.resolve("out/physics.json"))).isEqualTo(json);
        assertThat(folder.resolve("out/physics/layers.0.wq-trajectories.svg")).doesNotExist();
    }

    @Test
    void aSystemFromAFileIsShownWithoutAModel() throws IOException {
        Path system = Files.writeString(
                folder.resolve("pair.json"), "{\"J\": [[0, 0.5], [0.5, 0]], \"h\": 1, \"b\": [1, 0]}");

        GoalResult result = run(builder().system(system));

        assertThat(result.passed()).isTrue();
        assertThat(folder.resolve("out/physics/pair-energy.svg")).exists();
    }

    @Test
    void aSystemRelaxesInIntegersOnTheGoldenModel() throws IOException {
        Path system = Files.writeString(
                folder.resolve("pair.json"), "{\"J\": [[0, 0.5], [0.5, 0]], \"h\": 1, \"b\": [1, 0]}");

        GoalResult result = run(builder().system(system).machine("golden"));

        assertThat(result.checks()).anyMatch(check -> check.name().equals("integer-energy-never-rises"));
        assertThat(result.passed()).isTrue();
        assertThat(result.value("restError")).isLessThan(1e-3);
        List<String> csv = Files.readAllLines(folder.resolve("out/physics/pair-steps.csv"));
        assertThat(csv.get(0)).isEqualTo("step,sigma0,sigma1,sigma2");
        assertThat(csv.get(1)).startsWith("0,0.0,0.0,");
        assertThat(csv).hasSize((int) result.value("steps") + 2);
    }

    @Test
    @Tag("native")
    void aSystemRelaxesOnTheRtlAsOnTheGoldenModel() throws IOException {
        Path system = Files.writeString(
                folder.resolve("pair.json"),
                "{\"J\": [[0, 0.5], [0.5, 0]], \"h\": 1, \"b\": [1, 0], \"start\": [0.5, -1]}");

        GoalResult result = run(builder().system(system).machine("rtl"));

        assertThat(result.checks())
                .filteredOn(GoalResult.Check::passed)
                .extracting(GoalResult.Check::name)
                .contains("rtl-equals-golden", "detects-injected-fault", "integer-energy-never-rises");
        assertThat(result.value("cyclesPerStep")).isPositive();
    }

    @Test
    void whatTheCoreCannotRelaxIsSaidWithTheRemedy() throws IOException {
        Path cubic =
                Files.writeString(folder.resolve("c.json"), "{\"J\": [[0, 0.5], [0.5, 0]], \"h\": 1, \"cubic\": 1}");

        assertRefused(
                builder().system(cubic).machine("golden"),
                "node 0 of c has a self-reaction that grows with its charge",
                "perhaps you should leave cubic");
        assertRefused(builder().machine("golden"), "relaxes a system from a file", "dsllm:verify");
        assertRefused(builder().machine("rlt"), "dsllm.machine=rlt is none of none, golden, rtl", "did you mean rtl?");
    }

    @Test
    void noiseCostsPerplexityAndTheSweepSaysHowMuch() throws IOException {
        GoalResult result = run(builder().stage("layers.0.wq").sweep("output-noise, coupling-bits", "0.001,3"));

        assertThat(result.value("perplexityIdeal")).isPositive();
        List<String> csv = Files.readAllLines(folder.resolve("out/physics/sweep-output-noise.csv"));
        assertThat(csv).hasSize(3);
        assertThat(csv.get(1)).startsWith("0.001,2,");
        assertThat(folder.resolve("out/physics/sweep-coupling-bits.svg")).exists();
        assertThat(messages.lines).anyMatch(line -> line.startsWith("output-noise 3.0 1: perplexity "));
    }

    @Test
    void mistakesAreSaidInOneMessageWithTheRemedy() throws IOException {
        Path diverging = Files.writeString(folder.resolve("d.json"), "{\"J\": [[0, 2], [2, 0]], \"h\": 1}");
        Path flat = Files.writeString(folder.resolve("f.json"), "{\"J\": [[0, 0], [0, 0]], \"h\": [1, -0.5]}");
        Path skew = Files.writeString(folder.resolve("s.json"), "{\"J\": [[0, 0]]}");
        Path good = Files.writeString(folder.resolve("g.json"), "{\"J\": [[0, 0.5], [0.5, 0]]}");

        assertRefused(builder().system(diverging), "not positive definite at row 1", "perhaps you should raise h");
        assertRefused(builder().system(flat), "h = -0.5 in row 1 is not positive", "perhaps you should check the sign");
        assertRefused(builder().system(skew), "J must be square");
        assertRefused(builder().system(good).dt(1.4), "The step dt = 1.4 is too long", "diverge for dt ≥ 1.333");
        assertRefused(
                builder().system(folder.resolve("none.json")),
                "does not exist",
                "perhaps you should correct dsllm.system");
        assertRefused(builder().system(good).nodes("0-1"), "perhaps you should leave dsllm.nodes out");
        assertRefused(builder().stage("layers.0.wg"), "no stage layers.0.wg; did you mean layers.0.w1?");
        assertRefused(builder().nodes("5"), "perhaps you should write it like 0-63");
        assertRefused(builder().nodes("900-901"), "has a node 900");
        assertRefused(builder().form("vcs"), "did you mean vccs?");
        assertRefused(builder().sweep("noise", "1"), "There is no non-ideality named noise");
        assertRefused(builder().sweep("drift", "x"), "which is no positive number");
        assertRefused(builder().model(null), "neither a model nor a system is given; perhaps you should add");
        assertRefused(builder().stage("layers.0.wq").spice("layers.1.wq"), "names none of the chosen systems");
        assertThat(folder.resolve("out/physics.json")).doesNotExist();
    }

    @Test
    void aStageTooLargeForOneDeckIsRefusedWithTheRemedy() throws IOException {
        model = TinyModels.llama2c(folder, TinyModels.shape(16, 80, 1, 4, 2, 300, 24), 7);

        assertRefused(
                builder().stage("layers.0.w1").spice("true"),
                "layers.0.w1 has 80 free nodes, but one deck takes at most 64",
                "-Ddsllm.nodes=0-63");
    }

    @Test
    @Tag("native")
    void circuitsAgreeWithTheEquation() throws IOException {
        GoalResult result = run(builder()
                .stage("layers.0")
                .nodes("0-7")
                .spice("layers.0.weightedSum")
                .form("all"));

        assertThat(result.value("spiceMaxRelativeError")).isBetween(0.0, 1e-4);
        assertThat(result.value("spiceDecks")).isEqualTo(6);
        assertThat(folder.resolve("out/physics/spice/layers.0.weightedSum.sum-vccs.cir"))
                .exists();
        assertThat(result.checks()).extracting(GoalResult.Check::name).contains("spice-equals-ode");
    }

    @Test
    @Tag("native")
    void noiseAndMismatchMoveTheCircuitAndTheFigureSaysHowFar() throws IOException {
        Path system = Files.writeString(
                folder.resolve("pair.json"), "{\"J\": [[0, 0.5], [0.5, 0]], \"h\": 1, \"b\": [1, 0]}");

        GoalResult result = run(builder().system(system).spice("true").disturbed(300, 0.02));

        assertThat(result.value("spiceDisturbance")).isBetween(1e-4, 0.15);
        assertThat(Files.readString(folder.resolve("out/physics/spice/pair-vccs-disturbed.cir")))
                .contains("trnoise", "agauss");
        assertThat(result.passed()).isTrue();
    }

    @Test
    void disturbancesOutOfRangeAreRefused() {
        assertRefused(builder().disturbed(-1, 0), "dsllm.spiceTemperature=-1.0 is not between 0 and 1000.0 kelvin");
        assertRefused(builder().disturbed(0, Double.NaN), "dsllm.spiceMismatch=NaN");
    }

    private void assertRefused(Builder request, String... parts) {
        assertThatThrownBy(() -> run(request))
                .isInstanceOf(UserError.class)
                .message()
                .contains(parts);
    }

    private GoalResult run(Builder request) throws IOException {
        return new PhysicsGoal(request.build(), messages).run();
    }

    private Builder builder() {
        return new Builder();
    }

    /** Requests with defaults. */
    private final class Builder {
        private @Nullable Path from = model;
        private @Nullable Path system;
        private String stage = "layers.0";
        private @Nullable String nodes;
        private String spice = "false";
        private String form = "vccs";
        private double kelvin;
        private double mismatch;
        private @Nullable Double dt;
        private String machine = "none";
        private @Nullable String kinds;
        private @Nullable String strengths;

        Builder model(@Nullable Path path) {
            from = path;
            return this;
        }

        Builder system(Path path) {
            from = null;
            system = path;
            return this;
        }

        Builder stage(String name) {
            stage = name;
            return this;
        }

        Builder nodes(String range) {
            nodes = range;
            return this;
        }

        Builder spice(String which) {
            spice = which;
            return this;
        }

        Builder form(String name) {
            form = name;
            return this;
        }

        Builder disturbed(double temperature, double relative) {
            kelvin = temperature;
            mismatch = relative;
            return this;
        }

        Builder dt(double step) {
            dt = step;
            return this;
        }

        Builder machine(String name) {
            machine = name;
            return this;
        }

        Builder sweep(String names, String values) {
            kinds = names;
            strengths = values;
            return this;
        }

        PhysicsRequest build() {
            return new PhysicsRequest(
                    from,
                    system,
                    folder.resolve("out"),
                    null,
                    "ab",
                    stage,
                    nodes,
                    spice,
                    form,
                    kelvin,
                    mismatch,
                    dt,
                    machine,
                    kinds,
                    strengths,
                    2,
                    1,
                    12,
                    text,
                    "test");
        }
    }
}
