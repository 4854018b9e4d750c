package io.github.dsllm.verification.cosim;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.TinyModels;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tile after synthesis: its block RAMs hold the image. */
@Tag("native")
class NetlistMemoryTest {
    private static final int LANES = 4;
    private static final String COUPLINGS = "tiles_0.lanes.coupling_memory.memory";

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

    private static Path files() {
        return directory.resolve("image");
    }
}
