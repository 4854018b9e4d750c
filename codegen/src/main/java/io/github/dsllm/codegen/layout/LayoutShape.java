package io.github.dsllm.codegen.layout;

import io.github.dsllm.codegen.model.Anatomy;
import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import java.util.Set;

/**
 * The sizes of a model as the chip computes it, all that a layout and a partition need to know of it.
 *
 * @param dim width of the residual stream
 * @param hidden width of the feed-forward states
 * @param layers transformer layers
 * @param heads query heads, a multiple of {@code kvHeads}
 * @param kvHeads stored heads
 * @param headSize channels of a head, even
 * @param vocabulary tokens
 * @param tied whether the embedding is read from the rows of the head
 * @param positions rows of learned positions, 0 without
 * @param gated whether the feed-forward block has a second branch
 * @param parallel whether the feed-forward block reads the residual stream as it was before attention
 * @param biases linear stages with a bias
 */
public record LayoutShape(
        int dim,
        int hidden,
        int layers,
        int heads,
        int kvHeads,
        int headSize,
        int vocabulary,
        boolean tied,
        int positions,
        boolean gated,
        boolean parallel,
        Set<Bias> biases) {

    /** A model of the Llama family. */
    public LayoutShape(
            int dim, int hidden, int layers, int heads, int kvHeads, int headSize, int vocabulary, boolean tied) {
        this(dim, hidden, layers, heads, kvHeads, headSize, vocabulary, tied, 0, true, false, Set.of());
    }

    public LayoutShape {
        biases = Set.copyOf(biases);
        if (dim < 1 || hidden < 1 || layers < 1 || heads < 1 || kvHeads < 1 || headSize < 2 || vocabulary < 1) {
            throw new IllegalArgumentException("every size of a model must be positive");
        }
        if (heads % kvHeads != 0 || headSize % 2 != 0) {
            throw new IllegalArgumentException("heads must be a multiple of kvHeads, and headSize even");
        }
    }

    public static LayoutShape of(QuantisedModel model) {
        return new LayoutShape(
                model.dim(),
                model.hidden(),
                model.layers().size(),
                model.heads(),
                model.kvHeads(),
                model.headSize(),
                model.vocabulary(),
                model.tied(),
                model.anatomy().learnedPositions() ? model.context() : 0,
                model.anatomy().gated(),
                model.anatomy().parallel(),
                model.anatomy().biases());
    }

    /** The sizes of a model that is not quantised yet, enough to partition it. */
    public static LayoutShape of(ModelShape trained) {
        ModelShape shape = trained.lowered();
        Anatomy anatomy = shape.anatomy();
        return new LayoutShape(
                shape.dim(),
                shape.hiddenDim(),
                shape.layers(),
                shape.heads(),
                shape.kvHeads(),
                shape.headSize(),
                shape.vocabulary(),
                shape.tiedHead(),
                anatomy.learnedPositions() ? shape.context() : 0,
                anatomy.gated(),
                anatomy.parallel(),
                anatomy.biases());
    }

    /** The same with learned positions for a context that may be shorter. */
    public LayoutShape within(int context) {
        return new LayoutShape(
                dim,
                hidden,
                layers,
                heads,
                kvHeads,
                headSize,
                vocabulary,
                tied,
                Math.min(positions, context),
                gated,
                parallel,
                biases);
    }

    /** Multiply-accumulates of a token that do not depend on its position. */
    public long staticMacs() {
        long attention = 2L * dim * (heads + kvHeads) * headSize;
        return layers * (attention + (gated ? 3L : 2L) * dim * hidden) + (long) dim * vocabulary;
    }

    /** Multiply-accumulates of a token per attended position. */
    public long macsPerPosition() {
        return 2L * layers * heads * headSize;
    }
}
