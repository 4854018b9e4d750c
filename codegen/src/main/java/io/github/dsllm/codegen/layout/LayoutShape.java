package io.github.dsllm.codegen.layout;

import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.quantise.QuantisedModel;

/**
 * The sizes of a model of the Llama family, all that a layout and a partition need to know of it.
 *
 * @param dim width of the residual stream
 * @param hidden width of the feed-forward states
 * @param layers transformer layers
 * @param heads query heads, a multiple of {@code kvHeads}
 * @param kvHeads stored heads
 * @param headSize channels of a head, even
 * @param vocabulary tokens
 * @param tied whether the embedding is read from the rows of the head
 */
public record LayoutShape(
        int dim, int hidden, int layers, int heads, int kvHeads, int headSize, int vocabulary, boolean tied) {

    public LayoutShape {
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
                model.tied());
    }

    /** The sizes of a model that is not quantised yet, enough to partition it. */
    public static LayoutShape of(ModelShape shape) {
        return new LayoutShape(
                shape.dim(),
                shape.hiddenDim(),
                shape.layers(),
                shape.heads(),
                shape.kvHeads(),
                shape.headSize(),
                shape.vocabulary(),
                shape.tiedHead());
    }

    /** Multiply-accumulates of a token that do not depend on its position. */
    public long staticMacs() {
        long attention = 2L * dim * (heads + kvHeads) * headSize;
        return layers * (attention + 3L * dim * hidden) + (long) dim * vocabulary;
    }

    /** Multiply-accumulates of a token per attended position. */
    public long macsPerPosition() {
        return 2L * layers * heads * headSize;
    }
}
