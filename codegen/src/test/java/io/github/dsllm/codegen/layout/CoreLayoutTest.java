package io.github.dsllm.codegen.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.ReloadFigures;
import io.github.dsllm.codegen.assemble.ReloadingImages;
import io.github.dsllm.codegen.chip.MemorySize;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.layout.LayoutOptions.Limits;
import io.github.dsllm.codegen.partition.Partitioners;
import io.github.dsllm.codegen.place.Mesh;
import io.github.dsllm.codegen.quantise.Quantisation;
import io.github.dsllm.codegen.quantise.QuantisedMatrix;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.codegen.quantise.SyntheticModels;
import java.util.List;
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
                .hasMessageContaining("the chip has 0.10 Mb (195 words), ")
                .hasMessageContaining(" words too little; it needs ")
                .hasMessageContaining("of state memory, the same for every number of tiles (15 words)")
                .hasMessageContaining(
                        "11 words too little; perhaps you should give each tile (more tiles do not mend it) more memory")
                .hasMessageEndingWith(
                        "an external memory (external: in the chip spec), from which couplings are reloaded "
                                + "for every token, beside at least 344 words of coupling memory");
    }

    /** The words that the message promises are those that are reloaded where the advice is taken. */
    @Test
    void theMessageSaysWhatAnExternalMemoryWouldReload() {
        Limits small = new Limits(MemorySize.ofWords(1000), PLENTY, PLENTY, 46, 40);
        Limits reloading = ReloadingImages.limits(1000, new LayoutOptions.External(512, 1));
        ReloadFigures figures = ReloadFigures.of(
                new ImageBuilder(options.withLimits(reloading)).schedule(new Quantisation(model, null, List.of())));

        assertThatThrownBy(() -> new ImageBuilder(options.withLimits(small)).build("m", model, ""))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("from which " + figures.streamedWords() + " of all "
                        + (figures.residentWords() + figures.streamedWords()) + " coupling words would be reloaded");
    }

    @Test
    void anExternalMemoryThatIsTooSmallIsRefused() {
        LayoutOptions.External memory = new LayoutOptions.External(512, 1, MemorySize.ofWords(100));

        assertThatThrownBy(() -> new ImageBuilder(options.withLimits(ReloadingImages.limits(1000, memory)))
                        .build("m", model, ""))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the tiles reload from ")
                .hasMessageContaining(
                        "the external memory has 51.20 kb (100 words); perhaps you should give it that size");
    }

    @Test
    void whatAnotherPartitionerWouldFitIsSaid() {
        QuantisedModel sizes = SyntheticModels.model(1, Numerics.DEFAULT, 64, 172, 5, 8, 4, 8, 512, 64, true);
        LayoutOptions tight =
                LayoutOptions.mesh(4, 4, 16).withLimits(new Limits(MemorySize.ofWords(1316), PLENTY, PLENTY, 46, 62));

        assertThatThrownBy(() -> new ImageBuilder(tight).build("m", sizes, ""))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(
                        "perhaps you should take -Ddsllm.partitioner=multilevel, which fits these tiles, or");

        new ImageBuilder(tight, Partitioners.named("multilevel")).build("m", sizes, "");
    }

    @Test
    void aMeshThatFitsIsNamedAndFits() {
        QuantisedModel sizes = SyntheticModels.model(1, Numerics.DEFAULT, 64, 172, 5, 8, 4, 8, 512, 64, true);
        LayoutOptions small =
                LayoutOptions.mesh(1, 2, 16).withLimits(new Limits(MemorySize.ofWords(6000), PLENTY, PLENTY, 46, 62));

        assertThatThrownBy(() -> new ImageBuilder(small).build("m", sizes, ""))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(
                        "2504 words too little; perhaps you should give the chip 2 rows and 2 columns of such tiles");

        LayoutOptions named = small.withMesh(Mesh.of(2, 2));
        assertThat(new ImageBuilder(named, Partitioners.named("compact"))
                        .build("m", sizes, "")
                        .core()
                        .depths()
                        .couplings())
                .isLessThanOrEqualTo(6000);
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
