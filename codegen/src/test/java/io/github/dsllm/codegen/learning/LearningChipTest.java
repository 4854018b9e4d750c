package io.github.dsllm.codegen.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.ChipSpecReader;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.learning.LabelledVectors.Labelled;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearningChipTest {
    private static final LabelledVectors VECTORS = Recall.of(8, 3, 20, 4, 1);

    @Test
    void theExampleHasRoomForAHeadAndABlock() {
        ChipSpec example = new ChipSpecReader().read(Path.of("../examples/chips/learn-16.yaml"));
        LearningChip chip = new LearningChip(example, Numerics.FIDELITY);
        LabelledVectors many = Recall.of(16, 4, 1024, 872, 1);

        for (Learner learner :
                List.of(Lessons.head(many, chip.numerics(), 8, 1), Lessons.block(many, chip.numerics(), 6, 1))) {
            ChipImage image = chip.image(learner, false);
            assertThat(image.core().training()).isEqualTo(example.training());
            assertThat(image.core().lanes()).isEqualTo(16);
        }
    }

    @Test
    void aChipWhoseCouplingsDoNotLearnIsRefused() {
        assertThatThrownBy(() -> chip("1 Mb", "16 kB", ""))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("perhaps you should add to its spec: training:");
    }

    @Test
    void allMemoriesThatAreTooSmallAreNamed() {
        LearningChip chip = chip("10 kb", "1 kb", "training: {}");

        assertThatThrownBy(() -> chip.image(Lessons.head(VECTORS, chip.numerics(), 6, 1), false))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("with 24 examples is too large for the chip small")
                .hasMessageContaining("of memory.coupling")
                .hasMessageContaining("of memory.state")
                .hasMessageContaining("perhaps you should show fewer examples (dsllm.train.examples)");
    }

    @Test
    void aNodeThatNoCouplingHoldsIsRefused() {
        LearningChip chip = chip("10 Mb", "64 kb", "training: {}");
        LearningBlock block = LearningBlocks.recall(8, 8, 3, 16);
        block.examples().get(3).x()[5] = 1 << 15;

        assertThatThrownBy(() -> chip.image(block, false))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("a node of 32768 in example 3")
                .hasMessageContaining("couplings of 16 bits");
    }

    @Test
    void aBlockWiderThanTheLanesIsRefused() {
        LearningChip chip = chip("10 Mb", "64 kb", "training: {}");

        assertThatThrownBy(() -> chip.image(Lessons.block(Recall.of(9, 3, 20, 4, 1), chip.numerics(), 6, 1), false))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("9 nodes per position, the tile has 8 lanes");
    }

    @Test
    void aBlockOfNarrowCouplingsIsRefused() {
        LearningChip chip = chip("10 Mb", "64 kb", "training: {}\nwidths: { coupling: 8 }");

        assertThatThrownBy(() -> chip.image(Lessons.block(VECTORS, chip.numerics(), 6, 1), false))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("couplings of 8 bits");
    }

    @Test
    void inputsAreCutAtWhatACouplingHolds() {
        LabelledVectors far =
                new LabelledVectors("far", 2, 1, 2, List.of(new Labelled(new double[] {1e9, -1e9}, 1)), List.of());

        assertThat(Lessons.head(far, Numerics.FIDELITY, 6, 1).examples().get(0).x())
                .containsExactly(32767, -32767, 256);
        assertThat(Lessons.head(far, Numerics.DEFAULT, 6, 1).examples().get(0).x())
                .containsExactly(127, -127, 32);
    }

    private static LearningChip chip(String coupling, String state, String training) {
        ChipSpec spec = new ChipSpecReader().parse("small.yaml", """
                name: small
                tiles: { rows: 1, columns: 1 }
                lanes: 8
                memory: { coupling: %s, state: %s, keyValue: { words: 4 } }
                clock: 80 MHz
                context: 64
                %s
                """.formatted(coupling, state, training));
        return new LearningChip(spec, spec.widths().over(Numerics.FIDELITY));
    }
}
