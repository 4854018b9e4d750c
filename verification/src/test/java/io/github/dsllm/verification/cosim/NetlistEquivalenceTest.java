package io.github.dsllm.verification.cosim;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.hw.CoreGenerator;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.Profile;
import io.github.dsllm.verification.simulator.StoryRequest;
import io.github.dsllm.verification.simulator.VerilatorSimulator;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A tile after synthesis: what Yosys made of it tells the story of the golden model, instruction by instruction, and its block RAMs hold the image. */
@Tag("native")
@ParameterizedClass
@EnumSource(NetlistFamily.class)
class NetlistEquivalenceTest {
    private static final int LANES = 4;

    @TempDir
    private static Path directory;

    private static Path work;
    private static ChipImage image;
    private static Netlist netlist;

    @Parameter
    private NetlistFamily family;

    @BeforeParameterizedClassInvocation
    static void synthesise(NetlistFamily family) throws IOException {
        work = Files.createDirectory(directory.resolve(family.name()));
        image = TinyImages.of(
                work, TinyModels.shape(8, 16, 1, 2, 2, 32, 24), 5, LayoutOptions.singleTile(LANES), Numerics.DEFAULT);
        ImageFiles.write(image, files());
        new CoreGenerator().generate(image.core(), work.resolve("generated"));
        netlist = Netlist.of(family, work.resolve("generated"), files(), work.resolve("synthesis"));
    }

    @Test
    void tellsTheStoryOfTheGoldenModel() throws IOException {
        CoSimulationResult result = run(netlist, "sound");

        Difference difference = result.difference();
        assertThat(difference == null ? "" : difference.describe()).isEmpty();
        assertThat(result.equal()).isTrue();
        assertThat(result.tokens()).isGreaterThan(2);
    }

    @Test
    void aFlippedBitOfACouplingInABlockRamIsSeen() throws IOException {
        CoSimulationResult result = run(netlist.withFault(image), "damaged");

        assertThat(result.equal()).isFalse();
        assertThat(result.difference()).isNotNull();
    }

    @Test
    void blockRamsHoldTheCouplingsOfTheImage() throws IOException {
        List<String> words = Files.readAllLines(files().resolve("tile0_coupling.mem"));

        for (int address = 0; address < words.size(); address++) {
            assertThat(netlist.coupling(address, bits()))
                    .as("coupling word %d, %s", address, family)
                    .isEqualTo(new BigInteger(words.get(address), 16));
        }
    }

    @Test
    void aFlippedBitIsReadBack() {
        assertThat(netlist.withFlippedBit(17, 3).coupling(17, bits()))
                .isEqualTo(netlist.coupling(17, bits()).flipBit(3));
    }

    private static int bits() {
        return LANES * image.core().numerics().couplingBits();
    }

    private static CoSimulationResult run(Netlist netlist, String name) throws IOException {
        Path rtl = netlist.simulated(work.resolve(name));
        CoreBuild build = new CoreBuild(rtl, image.core(), Profile.FAST, false, work);
        StoryRequest story = StoryRequest.of(List.of(1, 5), Controls.greedy().withLimit(2));
        return new CoSimulation(VerilatorSimulator.forShortStories(), build, image, files())
                .run(new VerificationPlan(List.of(story), List.of(), false, work), tokens -> {});
    }

    private static Path files() {
        return work.resolve("image");
    }
}
