package io.github.dsllm.verification.cosim;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.TinyModels;
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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tile after synthesis: what Yosys made of it tells the story of the golden model, instruction by instruction, and its block RAMs hold the image. */
@Tag("native")
class NetlistEquivalenceTest {
    private static final int LANES = 4;
    private static final String COUPLINGS = "tiles_0.lanes.coupling_memory.page0";

    @TempDir
    private static Path directory;

    private static ChipImage image;
    private static Netlist netlist;

    @BeforeAll
    static void synthesise() throws IOException {
        image = TinyImages.of(
                directory,
                TinyModels.shape(8, 16, 1, 2, 2, 32, 24),
                5,
                LayoutOptions.singleTile(LANES),
                Numerics.DEFAULT);
        ImageFiles.write(image, files());
        netlist = Netlist.of(image.core(), files(), Files.createDirectory(directory.resolve("synthesis")));
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
        FaultInjection.Place place = new FaultInjection(image).choose(1);
        int bit = place.lane() * image.core().numerics().couplingBits() + place.bit();

        CoSimulationResult result = run(netlist.withFlippedBit(COUPLINGS, place.word(), bit), "damaged");

        assertThat(result.equal()).isFalse();
        assertThat(result.difference()).isNotNull();
    }

    @Test
    void blockRamsHoldTheCouplingsOfTheImage() throws IOException {
        List<String> words = Files.readAllLines(files().resolve("tile0_coupling.mem"));
        int bits = LANES * image.core().numerics().couplingBits();

        for (int address = 0; address < words.size(); address++) {
            assertThat(netlist.word(COUPLINGS, address, bits))
                    .as("coupling word %d", address)
                    .isEqualTo(new BigInteger(words.get(address), 16).longValueExact());
        }
    }

    @Test
    void aFlippedBitIsSeen() {
        int bits = LANES * image.core().numerics().couplingBits();

        assertThat(netlist.withFlippedBit(COUPLINGS, 17, 3).word(COUPLINGS, 17, bits))
                .isEqualTo(netlist.word(COUPLINGS, 17, bits) ^ 1 << 3);
    }

    private static CoSimulationResult run(Netlist netlist, String name) throws IOException {
        Path rtl = netlist.simulated(Files.createDirectory(directory.resolve(name)));
        CoreBuild build = new CoreBuild(rtl, image.core(), Profile.FAST, false, directory);
        StoryRequest story = StoryRequest.of(List.of(1, 5), Controls.greedy().withLimit(2));
        return new CoSimulation(VerilatorSimulator.forShortStories(), build, image, files())
                .run(new VerificationPlan(List.of(story), List.of(), false, directory), tokens -> {});
    }

    private static Path files() {
        return directory.resolve("image");
    }
}
