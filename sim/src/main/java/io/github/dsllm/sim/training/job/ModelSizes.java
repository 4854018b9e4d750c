package io.github.dsllm.sim.training.job;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.ModelShape;
import java.util.List;

/**
 * Sizes of a new model; the head is tied, heads share the width evenly.
 *
 * @param dim width of the residual stream
 * @param hiddenDim width of the feed-forward block
 * @param layers number of layers
 * @param heads number of query heads, a divisor of {@code dim}
 * @param kvHeads number of key and value heads
 * @param vocabulary number of tokens that its tokenizer learns
 * @param context greatest number of positions
 */
public record ModelSizes(int dim, int hiddenDim, int layers, int heads, int kvHeads, int vocabulary, int context) {
    /** The token that begins a text in a tokenizer of our own. */
    static final int BEGIN = 1;

    /** The one that ends it. */
    static final int END = 2;

    private static final double NORM_EPSILON = 1e-5;
    private static final double ROPE_THETA = 10_000;

    /** The shape, beginning a text with the token {@link #BEGIN} and ending it with {@link #END}. */
    ModelShape shape() {
        if (heads < 1 || dim % heads != 0) {
            throw new UserError(heads + " heads cannot share a width of " + dim
                    + " evenly; perhaps you should change dsllm.train.heads or dsllm.train.dim");
        }
        return new ModelShape(
                dim,
                hiddenDim,
                layers,
                heads,
                kvHeads,
                dim / heads,
                vocabulary,
                context,
                NORM_EPSILON,
                ROPE_THETA,
                true,
                "silu",
                BEGIN,
                List.of(END));
    }
}
