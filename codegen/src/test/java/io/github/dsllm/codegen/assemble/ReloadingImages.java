package io.github.dsllm.codegen.assemble;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.MemorySize;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.LayoutOptions.External;
import io.github.dsllm.codegen.layout.LayoutOptions.Limits;
import io.github.dsllm.codegen.partition.Partitioner;
import io.github.dsllm.codegen.partition.Partitioners;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import java.util.Optional;

/** Images of chips whose coupling memories hold only a part of the model. */
public final class ReloadingImages {
    private static final int STEPS = 16;

    private ReloadingImages() {}

    public static ChipImage of(QuantisedModel model, LayoutOptions options, double share, External external) {
        return of(model, options, Partitioners.named(Partitioners.DEFAULT), share, external);
    }

    /**
     * The image for the smallest memory that suffices and holds at least a share of what the fullest tile needs.
     *
     * @param share of the coupling words of the fullest tile, 0 … 1
     */
    public static ChipImage of(
            QuantisedModel model, LayoutOptions options, Partitioner partitioner, double share, External external) {
        int all = build(model, options, partitioner).core().depths().couplings();
        for (int words = Math.max(1, (int) (share * all)); ; words += Math.max(1, all / STEPS)) {
            try {
                return build(model, options.withLimits(limits(words, external)), partitioner);
            } catch (UserError tooLittle) {
                if (words > all) {
                    throw tooLittle;
                }
            }
        }
    }

    public static Limits limits(int couplingWords, External external) {
        Limits none = Limits.NONE;
        return new Limits(
                MemorySize.ofWords(couplingWords),
                none.states(),
                none.keyValues(),
                none.accumulatorBits(),
                none.scoreBits(),
                Optional.of(external));
    }

    private static ChipImage build(QuantisedModel model, LayoutOptions options, Partitioner partitioner) {
        return new ImageBuilder(options, partitioner).build("reloading", model, "00");
    }
}
