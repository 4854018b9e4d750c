package io.github.dsllm.codegen.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.MemorySize;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.layout.LayoutOptions.Limits;
import io.github.dsllm.codegen.quantise.QuantisedMatrix;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.codegen.quantise.SyntheticModels;
import org.junit.jupiter.api.Test;

class CoreLayoutTest {
    private static final MemorySize PLENTY = MemorySize.ofWords(1 << 20);

    private final QuantisedModel model = SyntheticModels.model(1, Numerics.DEFAULT, 64, 172, 2, 8, 4, 8, 512, 64, true);
    private final LayoutOptions options = LayoutOptions.singleTile(64);

    @Test
    void theWidthsHoldTheWorstInputAndOneBitLessDoesNot() {
        GuaranteedWidths widths = new GuaranteedWidths(model, 64, false);

        int bits = widths.accumulators().get("1.w2");

        long worst = worstSum(model.layers().get(1).w2());
        assertThat(worst).isLessThan(1L << (bits - 1)).isGreaterThanOrEqualTo(1L << (bits - 2));
    }

    @Test
    void sumsOfSquaresAndWeightedSumsAreCovered() {
        GuaranteedWidths widths = new GuaranteedWidths(model, 64, false);
        int squareSumBits =
                new ImageBuilder(options).build("m", model, "").core().squareSumBits();

        long worstSquares = (model.dim() * (1L << 2 * (model.numerics().residualBits() - 1))) + model.epsilon();
        assertThat(worstSquares).isLessThan(1L << squareSumBits);
        assertThat(widths.accumulators())
                .doesNotContainKey("norm")
                .containsEntry("attention", 31)
                .containsEntry("rope", 31);
        assertThat(widths.widths().weightSum()).isEqualTo(23);
        assertThat(widths.widths().score()).isEqualTo(29);
        assertThat(widths.widths().stateWord()).isEqualTo(24);
    }

    @Test
    void sumsThatExceedTheChipAreRefusedWithTheirName() {
        LayoutOptions narrow = options.withLimits(new Limits(PLENTY, PLENTY, PLENTY, 30, 40));

        assertThatThrownBy(() -> new ImageBuilder(narrow).build("m", model, ""))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the sums of attention can need 31 bits, the chip's accumulators have 30");
    }

    @Test
    void memoriesThatAreTooSmallAreAllNamed() {
        MemorySize little = MemorySize.ofBits(100_000);
        LayoutOptions small = options.withLimits(new Limits(little, MemorySize.ofWords(4), PLENTY, 46, 40));

        assertThatThrownBy(() -> new ImageBuilder(small).build("m", model, ""))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("Mb of coupling memory")
                .hasMessageContaining("the chip has 0.10 Mb (195 words)")
                .hasMessageContaining("of state memory (15 words)")
                .hasMessageContaining("perhaps you should");
    }

    @Test
    void anUnknownActivationNeedsATable() {
        QuantisedModel relu = new QuantisedModel(
                model.numerics(),
                model.dim(),
                model.hidden(),
                model.heads(),
                model.kvHeads(),
                model.headSize(),
                model.vocabulary(),
                model.context(),
                model.ropeTheta(),
                "relu",
                model.layers(),
                model.head(),
                model.embedding(),
                model.embeddingShiftOffset(),
                model.gain(),
                model.epsilon(),
                model.residualFraction(),
                model.finalFraction(),
                model.logitFraction(),
                1,
                model.stopTokens());

        assertThatThrownBy(() -> new ImageBuilder(options).build("m", relu, ""))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("\"relu\"");
    }

    private static long worstSum(QuantisedMatrix matrix) {
        long worst = 0;
        for (int row = 0; row < matrix.rows(); row++) {
            long sum = 0;
            for (int column = 0; column < matrix.columns(); column++) {
                long coupling = matrix.couplings()[row * matrix.columns() + column];
                sum += coupling * (coupling > 0 ? -32768 : 32767);
            }
            worst = Math.max(worst, Math.abs(sum));
        }
        return worst;
    }
}
