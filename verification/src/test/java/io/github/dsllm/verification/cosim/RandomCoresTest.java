package io.github.dsllm.verification.cosim;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.hw.CoreGenerator;
import io.github.dsllm.sim.golden.ModelDigest;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.CoreListener;
import io.github.dsllm.verification.simulator.IcarusSimulator;
import io.github.dsllm.verification.simulator.Profile;
import io.github.dsllm.verification.simulator.SimulatedCore;
import io.github.dsllm.verification.simulator.Simulator;
import io.github.dsllm.verification.simulator.StoryRequest;
import io.github.dsllm.verification.simulator.StorySession;
import io.github.dsllm.verification.simulator.VerilatorSimulator;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random models on random chips, RTL against golden model. {@code -Ddsllm.random.cores=N -Ddsllm.random.seed=S} runs N cores from seed S on in each simulator.
 * A verilated core takes a while to build and runs fast, one on Icarus the other way round.
 */
@Tag("native")
class RandomCoresTest {
    private static final long FIRST = Long.getLong("dsllm.random.seed", 1);

    @TempDir
    private static Path builds;

    @TempDir
    private Path directory;

    static LongStream verilated() {
        return LongStream.range(FIRST, FIRST + Long.getLong("dsllm.random.cores", 3));
    }

    static LongStream interpreted() {
        return LongStream.range(FIRST, FIRST + Long.getLong("dsllm.random.cores", 6));
    }

    @ParameterizedTest
    @MethodSource("verilated")
    void aRandomCoreOnVerilatorEqualsItsGoldenModel(long seed) {
        requireEqual(seed, VerilatorSimulator.forShortStories());
    }

    @ParameterizedTest
    @MethodSource("interpreted")
    void aRandomCoreOnIcarusEqualsItsGoldenModel(long seed) {
        requireEqual(seed, new IcarusSimulator());
    }

    private void requireEqual(long seed, Simulator simulator) {
        RandomCore core = RandomCore.of(seed);
        Path rtl = directory.resolve("rtl");
        Path files = directory.resolve("image");
        new CoreGenerator().generate(core.image().core(), rtl);
        ImageFiles.write(core.image(), files);
        CoreBuild build = new CoreBuild(rtl, core.image().core(), Profile.FAST, false, builds);

        CoSimulationResult result = new CoSimulation(simulator, build, core.image(), files)
                .run(new VerificationPlan(core.stories(), List.of(), false, directory), position -> {});

        Difference difference = result.difference();
        assertThat(difference == null ? "" : difference.describe())
                .as(core.description())
                .isEmpty();
        assertThat(result.tokenDifferences()).as(core.description()).isEmpty();
        assertThat(result.equal()).as(core.description()).isTrue();
        assertThat(result.faultDetected())
                .as("%s; %s", core.description(), result.injectedFault())
                .isTrue();
        List<Integer> prompt = core.stories().get(0).prompt();
        SortedMap<String, Long> expected =
                ModelDigest.of(core.otherLayout(), prompt).get(prompt.size() - 1);
        SimulatedCore simulated = simulator.build(build);
        assertThat(modelDigest(simulated, core, files))
                .as("%s: digests of another layout", core.description())
                .isEqualTo(expected);
        assertThat(modelDigest(simulated, core, directory.resolve("fault")))
                .as("%s: %s", core.description(), result.injectedFault())
                .isNotEqualTo(expected);
    }

    /** The digests of the last prompt position, from the values that the trace ports show. */
    private static SortedMap<String, Long> modelDigest(SimulatedCore simulated, RandomCore core, Path files) {
        StoryRequest story = core.stories().get(0);
        ModelDigest digest = new ModelDigest(core.image());
        try (StorySession session = simulated.open(core.image(), files, 1)) {
            session.run(story.withValues(StoryRequest.Values.all(story.prompt().size() - 1)), new CoreListener() {
                @Override
                public void values(int tile, int pc, long[] values) {
                    digest.executed(tile, pc, values);
                }
            });
        }
        return digest.take();
    }
}
