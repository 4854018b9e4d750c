package io.github.dsllm.codegen.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.assemble.ReloadingImages;
import io.github.dsllm.codegen.assemble.SyntheticImages;
import io.github.dsllm.codegen.layout.LayoutOptions.External;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFilesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 14, 19})
    void anImageThatIsWrittenAndReadIsTheSame(long seed) {
        ChipImage image = SyntheticImages.image(seed);

        ImageFiles.write(image, folder.resolve("image"));

        assertSame(ImageFiles.read(folder.resolve("image")), image);
    }

    private static void assertSame(ChipImage actual, ChipImage expected) {
        assertThat(actual.core()).isEqualTo(expected.core());
        assertThat(actual.exponentialTable()).isEqualTo(expected.exponentialTable());
        assertThat(actual.ropeCosines()).isEqualTo(expected.ropeCosines());
        assertThat(actual.ropeSines()).isEqualTo(expected.ropeSines());
        assertThat(actual.nodeTable()).isEqualTo(expected.nodeTable());
        assertThat(actual.vocabulary()).isEqualTo(expected.vocabulary());
        assertThat(actual.stopTokens()).isEqualTo(expected.stopTokens());
        assertThat(actual.bosToken()).isEqualTo(expected.bosToken());
        assertThat(actual.formats()).isEqualTo(expected.formats());
        assertThat(actual.lfsrPolynomial()).isEqualTo(expected.lfsrPolynomial());
        assertThat(actual.name() + actual.inputDigest()).isEqualTo(expected.name() + expected.inputDigest());
        for (int tile = 0; tile < expected.tiles().size(); tile++) {
            TileImage a = actual.tiles().get(tile);
            TileImage e = expected.tiles().get(tile);
            assertThat(a.couplings()).isEqualTo(e.couplings());
            assertThat(a.external()).isEqualTo(e.external());
            assertThat(a.scaleMantissas()).isEqualTo(e.scaleMantissas());
            assertThat(a.scaleShifts()).isEqualTo(e.scaleShifts());
            assertThat(a.trajectorySteps()).isEqualTo(e.trajectorySteps());
            assertThat(a.gains()).isEqualTo(e.gains());
            assertThat(a.program()).isEqualTo(e.program());
            assertThat(a.descriptors()).isEqualTo(e.descriptors());
            assertThat(a.operators()).isEqualTo(e.operators());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3})
    void whatIsReloadedReadsBack(long seed) {
        ChipImage image = reloading(seed);
        ImageFiles.write(image, folder.resolve("image"));

        ChipImage read = ImageFiles.read(folder.resolve("image"));

        assertThat(image.tiles()).anyMatch(tile -> tile.external().length > 0);
        assertSame(read, image);
    }

    private static ChipImage reloading(long seed) {
        return ReloadingImages.of(
                SyntheticImages.model(seed), SyntheticImages.options(seed), 0.25, new External(100, 9));
    }

    @Test
    void everyMemoryFileHasOneWordOfFullWidthPerLine() throws IOException {
        ChipImage image = SyntheticImages.image(2);

        ImageFiles.write(image, folder.resolve("image"));

        List<String> couplings = Files.readAllLines(folder.resolve("image/tile0_coupling.mem"));
        int digits = image.core().lanes() * image.core().numerics().couplingBits() / 4;
        assertThat(couplings).hasSize(image.core().depths().couplings());
        assertThat(couplings).allMatch(line -> line.matches("[0-9a-f]{" + digits + "}"));
        int lowestLane = Integer.parseInt(couplings.get(0).substring(digits - 2), 16);
        assertThat((byte) lowestLane).isEqualTo((byte) image.tiles().get(0).couplings()[0]);
    }

    @Test
    void writingTwiceGivesTheSameBytesAndLeavesNothingBeside() throws IOException {
        ChipImage image = SyntheticImages.image(1);
        ImageFiles.write(image, folder.resolve("a"));
        ImageFiles.write(image, folder.resolve("b"));

        ImageFiles.write(image, folder.resolve("b"));

        try (Stream<Path> files = Files.list(folder.resolve("a"))) {
            for (Path file : files.toList()) {
                assertThat(folder.resolve("b").resolve(file.getFileName())).hasSameBinaryContentAs(file);
            }
        }
        try (Stream<Path> entries = Files.list(folder)) {
            assertThat(entries).hasSize(2);
        }
    }

    @Test
    void aFolderWithOtherFilesIsNotReplaced() throws IOException {
        Path letters =
                Files.writeString(Files.createDirectory(folder.resolve("mine")).resolve("letter.txt"), "dear");

        assertThatThrownBy(() -> ImageFiles.write(SyntheticImages.image(1), folder.resolve("mine")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("perhaps you should");
        assertThat(letters).exists();
    }

    @Test
    void aFlippedBitIsNoticed() throws IOException {
        ImageFiles.write(SyntheticImages.image(1), folder.resolve("image"));
        Path file = folder.resolve("image/tile0_coupling.mem");
        byte[] text = Files.readAllBytes(file);
        text[0] = (byte) (text[0] == '0' ? '1' : '0');
        Files.write(file, text);

        assertThatThrownBy(() -> ImageFiles.read(folder.resolve("image")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("tile0_coupling.mem");
    }

    @Test
    void aTruncatedMemoryIsNoticedBeforeItIsRead() throws IOException {
        ImageFiles.write(SyntheticImages.image(1), folder.resolve("image"));
        Path file = folder.resolve("image/rope.mem");
        Files.writeString(file, Files.readString(file).substring(8));

        assertThatThrownBy(() -> ImageFiles.read(folder.resolve("image")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("rope.mem should have");
    }

    @Test
    void anExternalMemoryThatIsMissingOrTruncatedIsNoticed() throws IOException {
        ImageFiles.write(reloading(0), folder.resolve("image"));
        Path file = folder.resolve("image/tile0_external.mem");
        Files.writeString(file, Files.readString(file).substring(8));

        assertThatThrownBy(() -> ImageFiles.read(folder.resolve("image")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("tile0_external.mem should have");

        Files.delete(file);

        assertThatThrownBy(() -> ImageFiles.read(folder.resolve("image")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("tile0_external.mem is missing")
                .hasMessageContaining("perhaps you should generate it again");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1]", "{\"schema\": 1", "{\"schema\": 1, \"colour\": 3}", "null"})
    void aManifestThatIsNoneIsRefused(String text) throws IOException {
        ImageFiles.write(SyntheticImages.image(1), folder.resolve("image"));
        Files.writeString(folder.resolve("image/image.json"), text);

        assertThatThrownBy(() -> ImageFiles.read(folder.resolve("image")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("perhaps you should generate it again");
    }

    @Test
    void depthsThatTheFilesDoNotHaveAreRefusedWithoutAllocation() throws IOException {
        ImageFiles.write(SyntheticImages.image(1), folder.resolve("image"));
        Path manifest = folder.resolve("image/image.json");
        String text = Files.readString(manifest).replaceFirst("\"couplings\" : \\d+", "\"couplings\" : 2000000000");
        Files.writeString(manifest, text);

        assertThatThrownBy(() -> ImageFiles.read(folder.resolve("image")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("should have");
    }

    @Test
    void aFolderWithoutImageSaysSo() {
        assertThatThrownBy(() -> ImageFiles.read(folder))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("holds no chip image");
    }
}
