package io.github.dsllm.codegen.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.ReloadingImages;
import io.github.dsllm.codegen.assemble.SyntheticImages;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.place.Mesh;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.codegen.quantise.SyntheticModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold of foreseen cycles whatever the RTL does; that they are those of the RTL is held by the co-simulation's tests. */
class CycleModelTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void cyclesAreNeverBelowTheWorkOfTheBusiestTileAndGrowWithThePosition(long seed) {
        ChipImage image = SyntheticImages.image(seed);
        CycleModel model = CycleModel.of(image);

        long previous = 0;
        for (int position = 0; position < 12; position++) {
            long cycles = model.cycles(position, 1);
            assertThat(cycles).isGreaterThan(previous).isGreaterThan(streamed(image, position));
            previous = cycles;
        }
    }

    @Test
    void sameScheduleSameCycles() {
        ChipImage image = meshImage();

        assertThat(CycleModel.of(image).cycles(5, 3))
                .isEqualTo(CycleModel.of(image).cycles(5, 3));
    }

    @Test
    void slowerLinksBetweenChipsCostMore() {
        QuantisedModel model = SyntheticModels.model(1, Numerics.DEFAULT, 64, 96, 2, 8, 4, 8, 64, 8, true);
        long previous = 0;
        for (int crossing : new int[] {1, 2, 5, 40}) {
            Mesh chips = new Mesh(2, 2, Set.of(), 1, 2, crossing);
            ChipImage image = new ImageBuilder(LayoutOptions.mesh(2, 2, 16).withMesh(chips)).build("chips", model, "");

            long cycles = CycleModel.of(image).cycles(3, 1);

            assertThat(cycles).as("crossing %d", crossing).isGreaterThan(previous);
            previous = cycles;
        }
    }

    @Test
    void chipsWhoseLinksAreAsFastAsAnyCostNothing() {
        LayoutOptions options = SyntheticImages.options(3);
        ChipImage one = new ImageBuilder(options.withMesh(Mesh.of(2, 2))).build("one", SyntheticImages.model(3), "");
        ChipImage four = new ImageBuilder(options.withMesh(new Mesh(2, 2, Set.of(), 1, 1, 1)))
                .build("four", SyntheticImages.model(3), "");

        assertThat(CycleModel.of(four).cycles(2, 1))
                .isEqualTo(CycleModel.of(one).cycles(2, 1));
    }

    @Test
    void theMeanOverManyPositionsIsThatOfAllOfThem() {
        ChipImage image = meshImage();
        CycleModel model = CycleModel.of(image);

        double sum = 0;
        for (int position = 0; position < 50; position++) {
            sum += model.cycles(position, 0);
        }

        assertThat(model.meanCycles(50)).isBetween(sum / 50 * 0.998, sum / 50 * 1.002);
    }

    /** Billions of cycles, foreseen without stepping through them. */
    @Test
    void ofAVerySlowMemoryNothingButItsWordsCounts() {
        LayoutOptions.External memory = new LayoutOptions.External(1e-6, 9);
        ChipImage image = ReloadingImages.of(SyntheticImages.model(2), LayoutOptions.singleTile(16), 0.1, memory);
        TileImage tile = image.tiles().get(0);
        long words = tile.program().stream()
                .map(tile::descriptorOf)
                .filter(descriptor -> descriptor.function() == NodeFunction.RELOAD)
                .mapToLong(descriptor -> descriptor.count())
                .sum();
        long streaming = words * (image.core().external().wordTime() / CoreParameters.External.UNITS);

        assertThat(CycleModel.of(image).cycles(3, 1)).isBetween(streaming, streaming + streaming / 1000);
    }

    @Test
    void programsThatWaitForEachOtherAreSaidSo() {
        ChipImage image = meshImage();
        List<TileImage> tiles = new ArrayList<>(image.tiles());
        tiles.set(0, withoutSends(tiles.get(0)));
        ChipImage broken = image.with(image.core(), tiles);

        assertThatThrownBy(() -> CycleModel.of(broken).cycles(0, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("wait for each other at position 0");
    }

    private static ChipImage meshImage() {
        return LongStream.range(0, 100)
                .mapToObj(SyntheticImages::image)
                .filter(image -> image.tiles().size() == 4)
                .findFirst()
                .orElseThrow();
    }

    private static long streamed(ChipImage image, int position) {
        return image.tiles().stream()
                .mapToLong(tile -> tile.program().stream()
                        .map(tile::descriptorOf)
                        .mapToLong(descriptor -> switch (descriptor.function()) {
                            case LINEAR -> descriptor.count();
                            case SCORES, ATTEND -> position + 1;
                            default -> 0;
                        })
                        .sum())
                .max()
                .orElseThrow();
    }

    private static TileImage withoutSends(TileImage tile) {
        List<Integer> kept = new ArrayList<>();
        for (int pc = 0; pc < tile.program().size(); pc++) {
            if (tile.descriptorOf(tile.program().get(pc)).function() != NodeFunction.SEND) {
                kept.add(pc);
            }
        }
        return new TileImage(
                tile.couplings(),
                tile.scaleMantissas(),
                tile.scaleShifts(),
                tile.trajectorySteps(),
                tile.gains(),
                kept.stream().map(tile.program()::get).toList(),
                tile.descriptors(),
                kept.stream().map(tile.operators()::get).toList());
    }
}
