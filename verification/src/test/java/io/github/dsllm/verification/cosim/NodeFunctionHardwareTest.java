package io.github.dsllm.verification.cosim;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.hw.CoreGenerator;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.sim.golden.Digest;
import io.github.dsllm.sim.golden.contract.CaseFamily;
import io.github.dsllm.sim.golden.contract.FunctionCase;
import io.github.dsllm.sim.golden.contract.NodeFunctionCases;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.CoreListener;
import io.github.dsllm.verification.simulator.ExecutedProgram;
import io.github.dsllm.verification.simulator.IcarusSimulator;
import io.github.dsllm.verification.simulator.Profile;
import io.github.dsllm.verification.simulator.SimulatedCore;
import io.github.dsllm.verification.simulator.Simulator;
import io.github.dsllm.verification.simulator.StoryEnd;
import io.github.dsllm.verification.simulator.StoryRequest;
import io.github.dsllm.verification.simulator.StorySession;
import io.github.dsllm.verification.simulator.VerilatorSimulator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract cases of the node functions, which the golden machine passes in its own module, on the generated hardware in two simulators. */
@Tag("native")
class NodeFunctionHardwareTest {
    private static final int SIGN = 1 << 15;

    @TempDir
    private static Path builds;

    @TempDir
    private Path directory;

    static List<CaseFamily> families() {
        return NodeFunctionCases.small();
    }

    /** Building takes longer than on Icarus; the other exponentials meet Verilator in whole stories. */
    static List<CaseFamily> completeFamilies() {
        return NodeFunctionCases.small().subList(0, 2);
    }

    @ParameterizedTest
    @MethodSource("completeFamilies")
    void theVerilatedCoreGivesTheExpectedValuesOfEveryCase(CaseFamily family) {
        requireExpectedValues(family, VerilatorSimulator.forShortStories());
    }

    @ParameterizedTest
    @MethodSource("families")
    void theCoreOnIcarusGivesTheExpectedValuesOfEveryCase(CaseFamily family) {
        requireExpectedValues(family, new IcarusSimulator());
    }

    private void requireExpectedValues(CaseFamily family, Simulator simulator) {
        Path rtl = directory.resolve("rtl");
        new CoreGenerator().generate(family.core(), rtl);
        SimulatedCore core = simulator.build(new CoreBuild(rtl, family.core(), Profile.CHECKED, false, builds));
        List<String> wrong = new ArrayList<>();
        for (FunctionCase each : family.cases()) {
            wrong.addAll(differences(core, each, each));
        }
        assertThat(wrong).isEmpty();
        for (FunctionCase each : family.cases()) {
            assertThat(differences(core, each, withOtherContents(each)))
                    .as("%s with other contents", each)
                    .isNotEmpty();
        }
    }

    /** Flips the sign bit of every third input and coupling; CLAMP, which reads neither, gets another constant. */
    private static FunctionCase withOtherContents(FunctionCase sound) {
        TileImage tile = sound.image().tiles().get(0);
        int descriptor = tile.program().get(sound.pc()).descriptor();
        List<Descriptor> descriptors = new ArrayList<>(tile.descriptors());
        if (descriptors.get(descriptor).function() == NodeFunction.CLAMP) {
            int shift = descriptors.get(descriptor).shift() + 4;
            descriptors.set(
                    descriptor,
                    DescriptorBuilder.of(descriptors.get(descriptor))
                            .shift(shift)
                            .build());
        }
        short[] couplings = tile.couplings().clone();
        for (int i = 0; i < couplings.length; i += 3) {
            couplings[i] ^= SIGN;
        }
        return sound.on(sound.image().with(sound.image().core(), List.of(with(tile, couplings, descriptors))));
    }

    private static TileImage with(TileImage tile, short[] couplings, List<Descriptor> descriptors) {
        return new TileImage(
                couplings,
                tile.scaleMantissas(),
                tile.scaleShifts(),
                tile.trajectorySteps(),
                tile.gains(),
                tile.program(),
                descriptors,
                tile.external(),
                tile.operators());
    }

    /** What the core does on one image, against what is expected on another. */
    private List<String> differences(SimulatedCore core, FunctionCase expected, FunctionCase run) {
        Path files = directory.resolve("image");
        ImageFiles.write(run.image(), files);
        StoryRequest story =
                StoryRequest.of(expected.prompt(), Controls.greedy().withLimit(1));
        List<ExecutedProgram> programs = new ArrayList<>();
        try (StorySession session = core.open(run.image(), files, 1)) {
            StoryEnd end = session.run(story, new CoreListener() {
                @Override
                public void executed(ExecutedProgram program) {
                    programs.add(program);
                }
            });
            if (end.reason() != StoryEnd.Reason.ENDED
                    || programs.size() != expected.prompt().size()) {
                return List.of(expected + ": " + end + " after " + programs.size() + " positions");
            }
        }
        List<String> differences = new ArrayList<>();
        for (ExecutedProgram program : programs) {
            List<Long> values = expected.expected().get(program.position());
            long digest = values.stream().reduce(Digest.EMPTY, Digest::fold);
            long saturations = program.saturations()[expected.pc()];
            if (program.digests()[expected.pc()] != digest
                    || saturations != expected.saturations().get(program.position())) {
                differences.add(expected + ", position " + program.position() + ": expected " + values + " with "
                        + expected.saturations().get(program.position()) + " saturations, the core has " + saturations
                        + " and " + values(core, run, files, story, program.position()));
            }
        }
        return differences;
    }

    private static List<Long> values(
            SimulatedCore core, FunctionCase run, Path files, StoryRequest story, int position) {
        List<Long> values = new ArrayList<>();
        try (StorySession session = core.open(run.image(), files, 1)) {
            session.run(story.withValues(new StoryRequest.Values(position, 0, run.pc())), new CoreListener() {
                @Override
                public void values(int tile, int pc, long[] told) {
                    for (long value : told) {
                        values.add(value);
                    }
                }
            });
        }
        return values;
    }
}
