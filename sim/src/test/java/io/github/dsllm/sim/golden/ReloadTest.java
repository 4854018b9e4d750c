package io.github.dsllm.sim.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.ReloadingImages;
import io.github.dsllm.codegen.assemble.SyntheticImages;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ReadCouplings;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.LayoutOptions.External;
import io.github.dsllm.codegen.partition.Dealer;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A model that does not fit gives the same bits as where it does, and a reload that was not waited for is an error. */
class ReloadTest {
    private static final External MEMORY = new External(64, 5);

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsReloadedGivesTheLogitsOfWhatStays(long seed) {
        QuantisedModel model = SyntheticImages.model(seed);
        LayoutOptions options = SyntheticImages.options(seed);
        double share = (seed % 4) / 4.0;
        ChipImage small = ReloadingImages.of(model, options, share, MEMORY);
        ChipImage dealt = ReloadingImages.of(model, options, new Dealer(seed), share, MEMORY);

        int[][] expected =
                AnyMeshSameBitsTest.logits(new ImageBuilder(options).build("all", model, ""), GoldenMachine::checked);

        assertThat(small.tiles()).anyMatch(tile -> tile.external().length > 0);
        assertThat(AnyMeshSameBitsTest.logits(small, GoldenMachine::checked)).isDeepEqualTo(expected);
        assertThat(AnyMeshSameBitsTest.logits(dealt, GoldenMachine::checked)).isDeepEqualTo(expected);
        assertThat(AnyMeshSameBitsTest.logits(small, GoldenMachine::plain)).isDeepEqualTo(expected);
        assertThat(AnyMeshSameBitsTest.logits(small, image -> GoldenMachine.with(image, new VectorArithmetic())))
                .isDeepEqualTo(expected);
    }

    @Test
    void anotherExternalWordGivesOtherLogits() {
        ChipImage image = image();
        TileImage tile = image.tiles().get(0);
        int pc = firstLoaded(tile);
        short[] external = tile.external().clone();
        ReadCouplings read = ReadCouplings.of(tile);
        for (int j = 0; j < tile.descriptorOf(tile.program().get(pc)).count(); j++) {
            external[(read.firstWord(pc) + j) * image.core().lanes()] ^= 1;
        }

        ChipImage damaged = Faults.withTile(image, 0, tile.withCouplings(tile.couplings(), external));

        assertThat(Arrays.deepEquals(
                        AnyMeshSameBitsTest.logits(damaged, GoldenMachine::of),
                        AnyMeshSameBitsTest.logits(image, GoldenMachine::of)))
                .isFalse();
    }

    @Test
    void aReloadThatIsNotWaitedForIsAnError() {
        ChipImage image = image();
        TileImage tile = image.tiles().get(0);
        List<Descriptor> hasty = tile.descriptors().stream()
                .map(descriptor -> descriptor.has(Flag.LOADED)
                        ? DescriptorBuilder.of(descriptor).shift2(4).build()
                        : descriptor)
                .toList();

        GoldenMachine machine =
                GoldenMachine.of(Faults.withTile(image, 0, Faults.with(tile, tile.couplings(), tile.program(), hasty)));

        assertThatThrownBy(() -> machine.force(1, 0))
                .isInstanceOf(MachineFault.class)
                .hasMessageContaining("tile 0, instruction")
                .hasMessageContaining("before it is known that its RELOAD is complete");
    }

    @Test
    void aMissingReloadIsAnErrorAtTheSecondPositionToo() {
        GoldenMachine sound = GoldenMachine.of(image());
        sound.force(1, 0);
        sound.force(2, 1);

        GoldenMachine machine = GoldenMachine.of(Faults.drop(image(), 0, NodeFunction.RELOAD));

        assertThatThrownBy(() -> machine.force(1, 0)).isInstanceOf(MachineFault.class);
        assertThatThrownBy(() -> machine.force(1, 1)).isInstanceOf(MachineFault.class);
    }

    private static ChipImage image() {
        return ReloadingImages.of(SyntheticImages.model(2), LayoutOptions.singleTile(16), 0.1, MEMORY);
    }

    private static int firstLoaded(TileImage tile) {
        ReadCouplings read = ReadCouplings.of(tile);
        int pc = 0;
        while (!read.isExternal(pc)) {
            pc++;
        }
        return pc;
    }
}
