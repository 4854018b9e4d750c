package io.github.dsllm.verification.cosim;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.assemble.ReloadingImages;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.chip.NumericsReader;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.partition.Dealer;
import io.github.dsllm.codegen.partition.MultilevelTilePartitioner;
import io.github.dsllm.codegen.partition.Pipeline;
import io.github.dsllm.codegen.place.Mesh;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.codegen.quantise.SyntheticModels;
import io.github.dsllm.codegen.timing.CycleModel;
import io.github.dsllm.hw.CoreGenerator;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.Profile;
import io.github.dsllm.verification.simulator.Simulator;
import io.github.dsllm.verification.simulator.StoryRequest;
import io.github.dsllm.verification.simulator.VerilatorSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Generated RTL on Verilator against the golden model, whole stories of random models: greedy, sampled, and with stalls from random memory contents. */
@Tag("native")
class CoreEquivalenceTest {
    private static final List<Integer> PROMPT = List.of(1, 5, 9);
    private static final Controls SAMPLED =
            Controls.greedy().atTemperature(0.9, 77).withLimit(8);

    private static final Simulator VERILATOR = VerilatorSimulator.forShortStories();

    @TempDir
    private static Path cache;

    /** Many cases run on the same core. */
    private static final Map<CoreParameters, CoreBuild> BUILDS = new HashMap<>();

    @TempDir
    private Path directory;

    @Test
    void oneTileEqualsTheGoldenModelAlsoWhenTheHostLetsItWait() {
        ChipImage image = TinyImages.mesh(directory, 1, 1, 8, Numerics.DEFAULT);

        CoSimulationResult result = run(
                image,
                List.of(
                        StoryRequest.of(PROMPT, SAMPLED).withStalls(9),
                        StoryRequest.of(List.of(1), SAMPLED.withLimit(0)).withStalls(21)));

        requireEqual(result);
        assertThat(result.measurements().macUtilisation()).isBetween(0.1, 1.0);
    }

    @Test
    void hostilePromptsRaiseTheFaultsOfTheGoldenModel() {
        ChipImage image = TinyImages.mesh(directory, 1, 1, 8, Numerics.DEFAULT);

        requireEqual(hostile(image, image));
    }

    @Test
    void aCoreThatDoesNotKnowTheVocabularyIsSeen() {
        ChipImage image = TinyImages.mesh(directory, 1, 1, 8, Numerics.DEFAULT);

        CoSimulationResult result = hostile(image, withoutTokenLimit(image));

        assertThat(result.equal()).isFalse();
        assertThat(result.difference().describe()).contains("position 1", "TOKEN", "expected 0, the RTL has 32");
    }

    /** A token beyond the vocabulary, then a prompt longer than the context, both followed by a sound story. */
    private CoSimulationResult hostile(ChipImage golden, ChipImage hardware) {
        Path files = directory.resolve("hostile");
        ImageFiles.write(hardware, files);
        int context = golden.core().depths().context();
        StoryRequest sound = StoryRequest.of(PROMPT, Controls.greedy().withLimit(2));
        List<StoryRequest> stories = List.of(
                StoryRequest.of(
                        List.of(1, golden.vocabulary(), 9), Controls.greedy().withLimit(2)),
                sound,
                StoryRequest.of(Collections.nCopies(context + 2, 5), SAMPLED),
                sound);
        return new CoSimulation(VERILATOR, build(golden), golden, files)
                .run(new VerificationPlan(stories, List.of(), false, directory), tokens -> {});
    }

    private static ChipImage withoutTokenLimit(ChipImage image) {
        TileImage tile = image.tiles().get(0);
        List<Descriptor> descriptors = new ArrayList<>(tile.descriptors());
        int token = tile.program().get(0).descriptor();
        descriptors.set(
                token, new DescriptorBuilder(NodeFunction.TOKEN).valid(2).build());
        return image.with(
                image.core(),
                List.of(new TileImage(
                        tile.couplings(),
                        tile.scaleMantissas(),
                        tile.scaleShifts(),
                        tile.trajectorySteps(),
                        tile.gains(),
                        tile.program(),
                        descriptors,
                        tile.operators())));
    }

    @Test
    void aMeshOfTilesEqualsTheGoldenModel() {
        ChipImage image = TinyImages.mesh(directory, 2, 2, 4, Numerics.DEFAULT);

        requireEqual(run(image, List.of(StoryRequest.of(PROMPT, SAMPLED).withStalls(3))));
    }

    @Test
    void aRowOfTilesEqualsTheGoldenModel() {
        ChipImage image = TinyImages.mesh(directory, 1, 3, 4, Numerics.DEFAULT);

        requireEqual(run(image, List.of(StoryRequest.of(PROMPT, SAMPLED).withStalls(4))));
    }

    @Test
    void layersOnTilesOfTheirOwnEqualTheGoldenModel() {
        ChipImage image = TinyImages.of(
                directory, TinyModels.smallest(), 5, LayoutOptions.mesh(2, 2, 4), Numerics.DEFAULT, new Pipeline());

        assertThat(image.tiles().get(3).operators()).noneMatch(tag -> tag.layer() >= 0 && tag.macs() > 0);
        requireEqual(run(image, List.of(StoryRequest.of(PROMPT, SAMPLED).withStalls(5))));
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 11", "2, 2, 12", "2, 3, 13"})
    void blocksDealtOutAtRandomEqualTheGoldenModel(int rows, int columns, long seed) {
        ChipImage image = TinyImages.of(
                directory,
                TinyModels.smallest(),
                seed,
                LayoutOptions.mesh(rows, columns, 4),
                Numerics.DEFAULT,
                new Dealer(seed));

        requireEqual(run(image, List.of(StoryRequest.of(PROMPT, SAMPLED).withStalls(6))));
    }

    /** Most couplings are streamed; the memory is fast, slow, or far away. */
    @ParameterizedTest
    @CsvSource({"1, 1, 8, 64, 3", "1, 1, 8, 20.5, 40", "2, 2, 4, 32, 9", "1, 3, 4, 7, 1"})
    void aModelThatDoesNotFitEqualsTheGoldenModel(int rows, int columns, int lanes, double bits, int latency) {
        QuantisedModel model = SyntheticModels.model(9, Numerics.DEFAULT, 24, 40, 2, 4, 2, 4, 30, 10, true);
        LayoutOptions options = LayoutOptions.mesh(rows, columns, lanes).withTrace(true);
        ChipImage image = ReloadingImages.of(model, options, 0.1, new LayoutOptions.External(bits, latency));

        assertThat(image.tiles()).allMatch(tile -> tile.external().length > tile.couplings().length);
        CoSimulationResult result = run(
                image,
                List.of(
                        StoryRequest.of(PROMPT, SAMPLED).withStalls(3),
                        StoryRequest.of(List.of(1), SAMPLED.withLimit(0)).withStalls(8)));
        requireEqual(result);
        assertThat(result.injectedFault()).contains("external word");
    }

    @Test
    void aHeadOfItsOwnAndItsEmbeddingAreReloaded() {
        QuantisedModel model = SyntheticModels.model(4, Numerics.DEFAULT, 20, 16, 1, 2, 1, 4, 60, 8, false);
        ChipImage image = ReloadingImages.of(
                model, LayoutOptions.mesh(1, 2, 8).withTrace(true), 0, new LayoutOptions.External(40, 6));

        requireEqual(run(image, List.of()));
    }

    @ParameterizedTest
    @CsvSource({"2, 2", "4, 3", "3, 11"})
    void chipsWithSlowLinksAndAnAbsentTileEqualTheGoldenModelAndTheirForeseenCycles(int columns, int crossing) {
        Mesh chips = new Mesh(columns, 2, Set.of(new Mesh.Tile(1, 1)), columns == 4 ? 2 : 1, 2, crossing);
        ChipImage image = TinyImages.of(
                directory,
                TinyModels.smallest(),
                5,
                LayoutOptions.mesh(1, 1, 4).withMesh(chips),
                Numerics.DEFAULT,
                new MultilevelTilePartitioner());

        assertThat(image.tiles().get(columns + 1).program()).isEmpty();
        requireEqual(run(image, List.of(StoryRequest.of(PROMPT, SAMPLED).withStalls(7))));
    }

    /** Slots that last longer, or shorter, than it takes to settle; SiLU or a table; in one step or many; alone or on a mesh. */
    @ParameterizedTest
    @CsvSource({"2, 1, silu, 0", "8, 1, silu, 0", "8, 2, silu, 0", "8, 1, tanh, 0", "8, 1, silu, 5"})
    void settleUnitsOfOtherSizesEqualTheGoldenModel(int unitLanes, int columns, String activation, int steps) {
        ModelShape shape = TinyModels.withActivation(TinyModels.shape(24, 40, 2, 3, 1, 50, 16), activation);
        LayoutOptions sizes = LayoutOptions.mesh(1, columns, 16).withUnitLanes(unitLanes);
        LayoutOptions options =
                steps == 0 ? sizes : sizes.withTrajectory(new LayoutOptions.Trajectory(steps, 0.4, false));
        ChipImage image = TinyImages.of(directory, shape, 3, options, Numerics.DEFAULT);

        assertThat(image.core().unitLanes()).isEqualTo(unitLanes);
        requireEqual(run(image, List.of(StoryRequest.of(PROMPT, SAMPLED).withStalls(8))));
    }

    /** A settle unit of 16 lanes serves two heads of eight lanes each, four of four or eight of two, whose divisions wait for each other, or one head; keys and values in one unit or several. */
    @ParameterizedTest
    @CsvSource({
        "32, 1, 24, 3, 1, silu, 0",
        "32, 1, 24, 6, 2, silu, 0",
        "32, 1, 24, 12, 4, silu, 0",
        "32, 1, 32, 2, 2, silu, 0",
        "16, 1, 16, 2, 1, silu, 0",
        "16, 1, 24, 3, 1, tanh, 0",
        "32, 2, 24, 3, 1, silu, 0",
        "32, 1, 24, 3, 1, silu, 5"
    })
    void settleUnitsOfSeveralHeadsEqualTheGoldenModel(
            int lanes, int columns, int dim, int heads, int keyHeads, String activation, int steps) {
        ModelShape shape = TinyModels.withActivation(TinyModels.shape(dim, 40, 2, heads, keyHeads, 50, 16), activation);
        LayoutOptions sizes = LayoutOptions.mesh(1, columns, lanes).withUnitLanes(16);
        LayoutOptions options =
                steps == 0 ? sizes : sizes.withTrajectory(new LayoutOptions.Trajectory(steps, 0.4, false));
        ChipImage image = TinyImages.of(directory, shape, 3, options, Numerics.DEFAULT);

        assertThat(image.core().unitLanes()).isEqualTo(16);
        assertThat(image.core().segmentsPerCluster()).isEqualTo(16 * heads / dim);
        requireEqual(run(image, List.of(StoryRequest.of(PROMPT, SAMPLED).withStalls(8))));
    }

    @Test
    void trajectoriesEqualTheGoldenModelStepByStep() {
        ChipImage image = TinyImages.of(
                directory,
                TinyModels.smallest(),
                7,
                LayoutOptions.singleTile(8).withTrajectory(new LayoutOptions.Trajectory(6, 0.4, false)),
                Numerics.DEFAULT.withExponential(Exponential.DISCHARGE));

        requireEqual(run(image, List.of()));
    }

    /** With a division in each lane or a node table, one head per group or two, a settle unit for two lanes or four. */
    @ParameterizedTest
    @CsvSource({"2, 4, silu", "4, 2, silu", "4, 2, tanh", "8, 2, silu"})
    void compactCoresEqualTheGoldenModelAndTheirForeseenCycles(int lanes, int heads, String activation) {
        ModelShape shape = TinyModels.withActivation(TinyModels.shape(8, 16, 2, heads, heads, 40, 12), activation);
        ChipImage image = TinyImages.of(
                directory, shape, 11, LayoutOptions.singleTile(lanes).withCompact(true), Numerics.DEFAULT);
        List<StoryRequest> stories = List.of(
                StoryRequest.of(PROMPT, Controls.greedy().withLimit(6)),
                StoryRequest.of(List.of(1), Controls.greedy()).withStalls(5));

        assertThat(image.core().has(NodeFunction.TABLE)).isEqualTo(activation.equals("tanh"));
        requireEqual(runStories(image, stories, stories));
    }

    @Test
    void wideStatesAndAnOwnHeadEqualTheGoldenModel() {
        ModelShape shape = TinyModels.withOwnHead(TinyModels.shape(24, 40, 1, 3, 1, 50, 16));
        ChipImage image = TinyImages.of(directory, shape, 3, LayoutOptions.singleTile(16), Numerics.FIDELITY);

        requireEqual(run(image, List.of()));
    }

    @Test
    void aForeignOperatorReachesTheHardwareAsANodeTable() {
        ModelShape shape = TinyModels.withActivation(TinyModels.smallest(), "tanh");
        ChipImage image = TinyImages.of(directory, shape, 5, LayoutOptions.singleTile(8), Numerics.DEFAULT);

        assertThat(image.nodeTable()).hasSize(1024);
        requireEqual(run(image, List.of()));
    }

    @Test
    void thePostersExponentialEqualsTheGoldenModel() {
        ChipImage image = TinyImages.mesh(directory, 1, 1, 8, Numerics.DEFAULT.withExponential(Exponential.TAYLOR3));

        requireEqual(run(image, List.of()));
    }

    /** The bounds of numerics.schema.json, and something odd between them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{couplingBits: 4, scaleBits: 6, stateBits: 10, residualBits: 12, keyBits: 5, valueBits: 5, logitBits: 12, exponentFraction: 6,"
                        + " weightFraction: 8, tableFraction: 8, reciprocalTableBits: 4, divisionSteps: 1, guardBits: 0, divisorBits: 12,"
                        + " rsqrtFraction: 12, rsqrtInputFraction: 12, rsqrtSteps: 1, ropeBits: 8}",
                "{couplingBits: 7, scaleBits: 11, stateBits: 15, residualBits: 19, keyBits: 9, valueBits: 11, logitBits: 21, exponentFraction: 9,"
                        + " weightFraction: 13, tableFraction: 15, reciprocalTableBits: 5, divisionSteps: 3, guardBits: 3, divisorBits: 14,"
                        + " rsqrtFraction: 15, rsqrtInputFraction: 13, rsqrtSteps: 2, ropeBits: 13}",
                "{base: fidelity, stateBits: 18, residualBits: 24, logitBits: 32, exponentFraction: 12, weightFraction: 16, tableFraction: 16,"
                        + " reciprocalTableBits: 8, divisionSteps: 4, guardBits: 4, divisorBits: 16, rsqrtFraction: 16,"
                        + " rsqrtInputFraction: 16, rsqrtSteps: 4, ropeBits: 18}",
            })
    void numericsFromAFileEqualTheGoldenModel(String text) {
        Numerics numerics = new NumericsReader().parse("numerics.yaml", text);

        requireEqual(run(TinyImages.mesh(directory, 1, 1, 8, numerics), List.of()));
    }

    @Test
    void recordsTheWaveformOfADamagedCore() throws Exception {
        ChipImage sound = TinyImages.mesh(directory, 1, 1, 8, Numerics.DEFAULT);
        FaultInjection injection = new FaultInjection(sound);
        ImageFiles.write(sound, directory.resolve("sound"));
        injection.write(injection.choose(1), directory.resolve("sound"), directory.resolve("damaged"));

        CoSimulationResult result = new CoSimulation(VERILATOR, build(sound), sound, directory.resolve("damaged"))
                .run(
                        new VerificationPlan(
                                List.of(StoryRequest.of(
                                        PROMPT, Controls.greedy().withLimit(2))),
                                List.of(),
                                true,
                                directory),
                        tokens -> {});

        Difference difference = result.difference();
        assertThat(result.equal()).isFalse();
        assertThat(difference.describe()).contains("position 0, tile 0", "expected", "the RTL has");
        assertThat(difference.expected()).isNotEqualTo(difference.actual()).hasSameSizeAs(difference.actual());
        assertThat(difference.waveform()).isNotEmptyFile();
        assertThat(Files.size(difference.waveform())).isLessThan(20_000_000);
    }

    private CoSimulationResult run(ChipImage image, List<StoryRequest> checked) {
        return runStories(
                image,
                List.of(
                        StoryRequest.of(PROMPT, Controls.greedy().withLimit(6)),
                        StoryRequest.of(PROMPT, SAMPLED),
                        StoryRequest.of(List.of(1), SAMPLED.withLimit(0))),
                checked);
    }

    private CoSimulationResult runStories(ChipImage image, List<StoryRequest> stories, List<StoryRequest> checked) {
        Path files = directory.resolve("image");
        ImageFiles.write(image, files);
        requireForeseenCycles(image, files);
        return new CoSimulation(VERILATOR, build(image), image, files)
                .run(new VerificationPlan(stories, checked, false, directory), tokens -> {});
    }

    /** The schedule alone tells the cycles of every position. */
    private void requireForeseenCycles(ChipImage image, Path files) {
        StoryRequest story = StoryRequest.of(PROMPT, Controls.greedy().withLimit(1));
        CoSimulationResult result = new CoSimulation(VERILATOR, build(image), image, files)
                .run(new VerificationPlan(List.of(story), List.of(), false, directory), tokens -> {});
        CycleModel model = CycleModel.of(image);
        Map<Integer, Double> foreseen = new TreeMap<>();
        for (int position = 0; position < PROMPT.size(); position++) {
            foreseen.put(position, (double) model.cycles(position, PROMPT.get(position)));
        }
        assertThat(result.measurements().cyclesByPosition()).isEqualTo(foreseen);
    }

    private static CoreBuild build(ChipImage image) {
        return BUILDS.computeIfAbsent(image.core(), core -> {
            Path rtl = cache.resolve("rtl" + BUILDS.size());
            new CoreGenerator().generate(core, rtl);
            return new CoreBuild(rtl, core, Profile.FAST, false, cache);
        });
    }

    private static void requireEqual(CoSimulationResult result) {
        Difference difference = result.difference();
        assertThat(difference == null ? "" : difference.describe()).isEmpty();
        assertThat(result.tokenDifferences()).isEmpty();
        assertThat(result.equal()).isTrue();
        assertThat(result.faultDetected()).as(result.injectedFault()).isTrue();
    }
}
