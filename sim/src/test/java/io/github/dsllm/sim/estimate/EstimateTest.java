package io.github.dsllm.sim.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.ChipSpecReader;
import io.github.dsllm.sim.estimate.Poster.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EstimateTest {
    private static final Path SPEC = Path.of("../examples/chips/ds-llm-poster.yaml");
    private static final Percentage TENTH = Percentage.withPercentage(10);
    private static final Row LLAMA = Poster.rows().get(4);

    static Stream<Row> rows() {
        return Poster.rows().stream();
    }

    private static AnalogChip chip() {
        return AnalogChip.of(new ChipSpecReader().read(SPEC));
    }

    /** The example chip with one figure written otherwise. */
    private static AnalogChip chip(String figure, String otherwise) {
        try {
            String text = Files.readString(SPEC);
            assertThat(text).contains(figure);
            return AnalogChip.of(new ChipSpecReader().parse("changed.yaml", text.replace(figure, otherwise)));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static Estimate estimate(AnalogChip chip, String with) {
        return Estimate.of(LLAMA.size(), chip, Assumption.of(with, ""));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void oneChipSpecGivesTheTimesOfThePosterWithinATenth(Row row) {
        Estimate estimate = Estimate.of(row.size(), chip(), Assumption.poster());

        assertThat(estimate.latencyPerToken()).isCloseTo(row.machine().latency(), TENTH);
        assertThat(estimate.trainTimePerToken()).isCloseTo(row.machine().trainTime(), TENTH);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void thePowerIsThatOfThePosterButForGpt2(Row row) {
        Estimate estimate = Estimate.of(row.size(), chip(), Assumption.poster());

        boolean within = Math.abs(estimate.watts() / row.machine().watts() - 1) <= 0.15;
        assertThat(within).isEqualTo(!row.name().equals("GPT-2"));
    }

    @Test
    void gpt2DrawsWhatGpt2MediumDrawsInThePoster() {
        assertThat(Poster.rows().get(0).machine().watts())
                .isCloseTo(Poster.rows().get(1).machine().watts(), Percentage.withPercentage(0.1));
    }

    @Test
    void aSettledNodeIsHalfAStepAway() {
        AnalogChip chip = chip();

        double distance = Math.exp(-chip.settleTime(8) / chip.timeConstant());

        assertThat(distance).isCloseTo(0.5 * Math.pow(2, -8), within(1e-15));
    }

    @Test
    void twiceTheCapacitanceSettlesInTwiceTheTime() {
        AnalogChip slow = chip("0.95 fF", "1.9 fF");

        assertThat(slow.settleTime(8)).isCloseTo(2 * chip().settleTime(8), Percentage.withPercentage(1e-9));
        assertThat(estimate(slow, "").trainTimePerToken())
                .isCloseTo(2 * estimate(chip(), "").trainTimePerToken(), Percentage.withPercentage(1e-9));
        assertThat(estimate(slow, "").latencyPerToken())
                .isGreaterThan(1.8 * estimate(chip(), "").latencyPerToken());
    }

    @Test
    void halfThePowerPerCouplingSettlesInTwiceTheTime() {
        assertThat(chip("0.23 uW", "0.115 uW").settleTime(8))
                .isCloseTo(2 * chip().settleTime(8), Percentage.withPercentage(1e-9));
    }

    @Test
    void eachBitMoreCostsTheSameTime() {
        double eight = estimate(chip(), "").latencyPerToken();
        double nine = estimate(chip("figure: 8 b", "figure: 9 b"), "").latencyPerToken();
        double ten = estimate(chip("figure: 8 b", "figure: 10 b"), "").latencyPerToken();

        double bit = 32 * 16 * Math.log(2) * chip().timeConstant();
        assertThat(nine - eight).isCloseTo(bit, Percentage.withPercentage(1e-6));
        assertThat(ten - nine).isCloseTo(bit, Percentage.withPercentage(1e-6));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyFamilyHas16StagesThatSettleAndOneThatDischarges(Row row) {
        List<LayerStage> stages = LayerStages.layer(row.size());

        assertThat(stages).hasSize(17);
        assertThat(stages.stream().filter(stage -> stage.kind() == LayerStage.Kind.DISCHARGES_ON_CACHE))
                .hasSize(1);
    }

    @Test
    void whatThePosterLeavesOutIsPrintedAllTheSame() {
        Estimate estimate = estimate(chip(), "");

        assertThat(estimate.reloadTimePerLayer()).isCloseTo(10.5e-3, Percentage.withPercentage(1));
        assertThat(estimate.chipsResident()).isEqualTo(6608);
        assertThat(estimate.residentWatts()).isCloseTo(1600, Percentage.withPercentage(6));
        assertThat(estimate.latency())
                .filteredOn(term -> !term.counted())
                .hasSize(6)
                .allMatch(term -> term.value() > 0);
    }

    @Test
    void everySwitchMovesTheFigureThatItIsAbout() {
        Estimate poster = estimate(chip(), "");

        for (String each : List.of("headroom", "head", "cache", "converters", "controller", "reload")) {
            assertThat(estimate(chip(), each).latencyPerToken()).as(each).isGreaterThan(poster.latencyPerToken());
            assertThat(estimate(chip(), each).trainTimePerToken()).as(each).isGreaterThan(poster.trainTimePerToken());
        }
        for (String each : List.of("cache", "converters", "controller", "resident")) {
            assertThat(estimate(chip(), each).watts()).as(each).isGreaterThan(poster.watts());
        }
        Estimate plain = Estimate.of(LLAMA.size(), chip(), Assumption.of("", "lines,pipelining"));
        assertThat(plain.latencyPerToken()).isLessThan(poster.latencyPerToken());
        assertThat(plain.trainTimePerToken()).isCloseTo(2 * plain.latencyPerToken(), within(1e-15));
    }

    @Test
    void withChipsForAllLayersNothingIsReloadedAndTokensFollowEachOtherThroughAllLayers() {
        Estimate turns = estimate(chip(), "reload");
        Estimate resident = estimate(chip(), "reload,resident");

        assertThat(resident.latencyPerToken()).isEqualTo(estimate(chip(), "").latencyPerToken());
        assertThat(turns.latencyPerToken()).isGreaterThan(0.3);
        assertThat(resident.trainTimePerToken()).isLessThan(estimate(chip(), "").trainTimePerToken() / 25);
        assertThat(resident.watts()).isCloseTo(32 * estimate(chip(), "").watts(), Percentage.withPercentage(1e-9));
    }

    @Test
    void theBaselineWithOneConstantIsAsNear() {
        double t = Poster.secondsPerLayer();

        for (Row row : Poster.rows()) {
            assertThat(row.size().layers() * t).isCloseTo(row.machine().latency(), TENTH);
            assertThat(row.size().layers() * t / 8).isCloseTo(row.machine().trainTime(), TENTH);
        }
        assertThat(t).isCloseTo(105e-9, Percentage.withPercentage(2));
    }

    @Test
    void thePosterMeansAreThoseOfItsTable() {
        assertThat(Poster.mean(Row::trainingSpeedup)).isCloseTo(5330, within(5.0));
        assertThat(Poster.mean(Row::latencySpeedup)).isCloseTo(235, within(1.0));
        assertThat(Poster.mean(Row::energyRatio)).isCloseTo(2.25e5, within(1e3));
        assertThat(Poster.rows()).allMatch(row -> Math.abs(row.gpu().watts() / Poster.GPU_WATTS - 1) < 0.01);
    }

    @Test
    void namesEveryFigureThatIsMissingOrOfAnotherUnit() {
        String text = """
                name: little
                tiles: { rows: 1, columns: 1 }
                lanes: 8
                memory: { coupling: 1.2 Mb, state: 16 kB, keyValue: { words: 64 } }
                clock: 80 MHz
                context: 64
                analog:
                  precision: { figure: 8 s, source: "nobody knows" }
                  couplingCapacitence: { figure: 1 fF, source: "a slip of the pen" }
                """;

        assertThatThrownBy(() -> AnalogChip.of(new ChipSpecReader().parse("little.yaml", text)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("couplingCapacitance is missing")
                .hasMessageContaining("did you mean couplingCapacitence?")
                .hasMessageContaining("precision 8 s is not in b")
                .hasMessageContaining("signalSwing is missing")
                .hasMessageContaining("perhaps you should start from");
    }

    @Test
    void refusesSwitchesThatThereAreNot() {
        assertThatThrownBy(() -> Assumption.of("heads,cache", "cache"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("heads is none of them; did you mean head?")
                .hasMessageContaining("cache stands in both");
        assertThat(Assumption.of(" head , reload", "lines"))
                .isEqualTo(Set.of(Assumption.HEAD, Assumption.RELOAD, Assumption.PIPELINING));
    }

    @Test
    void aNumberOfParametersBecomesAModelOfThatSize() {
        for (double parameters : new double[] {1e8, 1.3e9, 6.74e9, 1e12, 1e14}) {
            assertThat((double) TransformerSize.ofParameters(parameters).parameters())
                    .isCloseTo(parameters, Percentage.withPercentage(parameters < 1e9 ? 40 : 15));
        }
        assertThat(TransformerSize.ofParameters(6.5e9).dim()).isEqualTo(4096);
    }
}
