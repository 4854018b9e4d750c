package io.github.dsllm.verification.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.quantise.SyntheticModels;
import io.github.dsllm.verification.fpga.Resources;
import io.github.dsllm.verification.sizing.SynthesisRun.Placement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The model, fitted to the recorded runs that are for it, against all of them, most of which it has never seen. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResourceModelTest {
    private final ResourceModel model = ResourceModel.recorded();
    private final Comparison comparison = new Comparison(model, ClockModel.recorded());

    static List<SynthesisRun> recorded() {
        return SynthesisRuns.recorded();
    }

    static List<SynthesisRun> placed() {
        return recorded().stream().filter(run -> run.placement() != null).toList();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void foreseesWhatASynthesisFinds(SynthesisRun run) {
        assertThat(comparison.problems(run)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void aSynthesisThatFindsOtherFiguresIsSeen(SynthesisRun run) {
        Resources found = run.taken();
        Resources other = new Resources(
                found.logic() * 5 / 4,
                found.memoryLogic() * 3 / 2,
                found.flipFlops() * 3 / 4,
                found.multipliers() + 1,
                found.blockRams() - 1,
                0);

        assertThat(comparison.problems(
                        new SynthesisRun(run.seed(), run.purpose(), run.chip(), run.design(), other, run.placement())))
                .hasSize(5);
    }

    @ParameterizedTest
    @MethodSource("placed")
    void aPlacementThatIsMuchFasterIsSeen(SynthesisRun run) {
        Placement found = Objects.requireNonNull(run.placement());
        Placement faster = new Placement(found.part(), List.of(found.estimate() * 3 / 2), found.routed());

        assertThat(comparison.problems(
                        new SynthesisRun(run.seed(), run.purpose(), run.chip(), run.design(), run.taken(), faster)))
                .singleElement()
                .asString()
                .startsWith("clock: ");
    }

    @Test
    void moreLanesTakeMoreOfEverything() {
        Resources few = model.foresee(Design.of(board(1, 1, 4)));
        Resources many = model.foresee(Design.of(board(1, 1, 16)));

        assertThat(many.logic()).isGreaterThan(few.logic());
        assertThat(many.flipFlops()).isGreaterThan(few.flipFlops());
        assertThat(many.multipliers()).isGreaterThan(few.multipliers());
    }

    /** Units of four lanes read three nodes of a lane at once, larger ones a single node. */
    @ParameterizedTest
    @CsvSource({"4, 3", "8, 1"})
    void statesInLogicTakeNoBlockRam(int unitLanes, int blocksOfALane) {
        CoreParameters core = new ImageBuilder(LayoutOptions.singleTile(8).withUnitLanes(unitLanes))
                .build("large", SyntheticModels.model(1, Numerics.DEFAULT, 16, 32, 1, 2, 2, 8, 600, 16, true), "00")
                .core();
        BoardParameters board = BoardParameters.of(core, 25_000_000);

        Resources cheapest = model.foresee(Design.of(board));
        Resources inLogic = model.foresee(Design.of(board, ChipSpec.States.LOGIC));

        assertThat(inLogic.blockRams()).isEqualTo(cheapest.blockRams() - 8 * blocksOfALane);
        assertThat(inLogic.memoryLogic()).isGreaterThan(cheapest.memoryLogic());
    }

    @Test
    void aMeshIsNotForeseen() {
        BoardParameters mesh = board(1, 2, 4);

        assertThatThrownBy(() -> Design.of(mesh))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one tile");
    }

    private static BoardParameters board(int rows, int columns, int lanes) {
        CoreParameters core = new ImageBuilder(LayoutOptions.mesh(rows, columns, lanes))
                .build("small", SyntheticModels.model(1, Numerics.DEFAULT, 16, 32, 1, 4, 2, 4, 40, 16, true), "00")
                .core();
        return BoardParameters.of(core, 25_000_000);
    }
}
