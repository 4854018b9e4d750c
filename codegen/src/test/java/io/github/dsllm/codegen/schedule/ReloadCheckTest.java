package io.github.dsllm.codegen.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.assemble.ReloadingImages;
import io.github.dsllm.codegen.assemble.SyntheticImages;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.LayoutOptions.External;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.codegen.quantise.SyntheticModels;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of RELOAD, each broken once; the schedule that is broken is sound. */
class ReloadCheckTest {
    private static final External MEMORY = new External(100, 9);

    private final QuantisedModel model = SyntheticModels.model(1, Numerics.DEFAULT, 32, 40, 2, 8, 4, 4, 40, 8, true);
    private final ChipImage sound = ReloadingImages.of(model, LayoutOptions.singleTile(16), 0.2, MEMORY);

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
    void schedulesOfAnyChipPass(long seed) {
        ChipImage image = ReloadingImages.of(
                SyntheticImages.model(seed), SyntheticImages.options(seed), (seed % 4) / 4.0, MEMORY);

        assertThat(image.tiles()).anyMatch(tile -> count(tile, NodeFunction.RELOAD) > 0);
        assertThat(ScheduleVerifier.problems(image)).isEmpty();
    }

    @Test
    void mostIsStreamedAndNothingElseThanTheRestStays() {
        TileImage tile = sound.tiles().get(0);

        assertThat(count(tile, NodeFunction.RELOAD)).isGreaterThan(10);
        assertThat(tile.external().length).isGreaterThan(2 * tile.couplings().length);
        assertThat(new BrokenSchedules(sound).problems()).isEmpty();
    }

    @Test
    void aStreamThatDoesNotWaitIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(sound);
        int pc = firstLoaded(broken);

        broken.describe(0, pc, with(broken.descriptor(0, pc), 4));

        assertThat(broken.problems()).anyMatch(text -> text.contains("does not wait for the RELOAD at pc"));
    }

    @Test
    void aStreamWithoutTheFlagIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(sound);
        int pc = firstLoaded(broken);
        Descriptor loaded = broken.descriptor(0, pc);
        EnumSet<Flag> flags = EnumSet.copyOf(loaded.flags());
        flags.remove(Flag.LOADED);

        broken.describe(0, pc, DescriptorBuilder.of(loaded).flags(flags).build());

        assertThat(broken.problems()).anyMatch(text -> text.contains("which is reloaded, without waiting for it"));
    }

    @Test
    void aMissingReloadIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(sound);

        broken.remove(0, broken.find(0, NodeFunction.RELOAD, 0));

        assertThat(broken.problems()).anyMatch(text -> text.contains("which no RELOAD brought as a whole"));
    }

    @Test
    void theWordsOfTheReloadBeforeAreNoticed() {
        BrokenSchedules broken = new BrokenSchedules(sound);

        broken.remove(0, broken.find(0, NodeFunction.RELOAD, 3));

        assertThat(broken.problems()).anyMatch(text -> text.contains("which another instruction has read"));
    }

    @Test
    void aReloadThatOvertakesTheReaderOfItsWordsIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(sound);

        broken.move(0, broken.find(0, NodeFunction.RELOAD, 2), 3);

        assertThat(broken.problems()).anyMatch(text -> text.contains("brought and nobody has read"));
    }

    @Test
    void aReloadOverTheWordsOfTheRunningStreamIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(sound);
        int reader = firstLoaded(broken);
        Instruction linear = broken.instruction(0, reader);
        int reload = broken.find(0, NodeFunction.RELOAD, 2);

        broken.move(0, reload, reader + 1);
        broken.readdress(
                0,
                reader + 1,
                Instruction.reloadAddress(
                        linear.couplingWord(), broken.instruction(0, reader + 1).externalWord()));

        assertThat(broken.problems()).anyMatch(text -> text.contains("the stream before it may still be reading"));
    }

    @Test
    void aReloadThatNobodyReadsIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(sound);

        broken.move(0, broken.find(0, NodeFunction.RELOAD, 4), broken.find(0, NodeFunction.SAMPLE, 0) - 1);

        assertThat(broken.problems()).anyMatch(text -> text.contains("brings words that nobody reads"));
    }

    @Test
    void wordsThatAreReadTwiceAreNoticed() {
        BrokenSchedules broken = new BrokenSchedules(sound);
        int first = broken.find(0, NodeFunction.RELOAD, 1);
        int second = broken.find(0, NodeFunction.RELOAD, 2);
        Instruction other = broken.instruction(0, first);
        Instruction reload = broken.instruction(0, second);

        broken.replace(
                0,
                second,
                new Instruction(
                        reload.opcode(),
                        Instruction.reloadAddress(reload.couplingWord(), other.externalWord()),
                        Instruction.externalGroup(other.externalWord()),
                        reload.descriptor()));

        assertThat(broken.problems()).anyMatch(text -> text.contains("which another instruction has read"));
    }

    @Test
    void anEmbeddingOfOtherRowsThanWereFetchedIsNoticed() {
        BrokenSchedules broken =
                new BrokenSchedules(ReloadingImages.of(model, LayoutOptions.singleTile(16), 0, MEMORY));
        int fetch = broken.find(0, NodeFunction.RELOAD, 0);
        Descriptor reload = broken.descriptor(0, fetch);
        assertThat(reload.flags()).isEqualTo(Set.of(Flag.OWNER));

        broken.describe(0, fetch, DescriptorBuilder.of(reload).second(1).build());

        assertThat(broken.problems()).anyMatch(text -> text.contains("embeds a row of other groups"));
    }

    @Test
    void wordsBeyondTheExternalMemoryAreNoticed() {
        BrokenSchedules broken = new BrokenSchedules(sound);
        int pc = broken.find(0, NodeFunction.RELOAD, 1);
        Instruction reload = broken.instruction(0, pc);

        broken.readdress(0, pc, Instruction.reloadAddress(reload.couplingWord(), 1 << 27));

        assertThat(broken.problems()).anyMatch(text -> text.contains("reaches external words"));
    }

    private static int firstLoaded(BrokenSchedules schedule) {
        int n = 0;
        while (!schedule.descriptor(0, schedule.find(0, NodeFunction.LINEAR, n)).has(Flag.LOADED)) {
            n++;
        }
        return schedule.find(0, NodeFunction.LINEAR, n);
    }

    private static Descriptor with(Descriptor descriptor, int mayBeIncomplete) {
        return DescriptorBuilder.of(descriptor).shift2(mayBeIncomplete).build();
    }

    private static long count(TileImage tile, NodeFunction function) {
        return tile.program().stream()
                .filter(instruction -> tile.descriptorOf(instruction).function() == function)
                .count();
    }
}
