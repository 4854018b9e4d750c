package io.github.dsllm.sim.estimate;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.Anatomy;
import io.github.dsllm.codegen.model.ModelShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an estimate needs to know of a decoder: sizes, and which operators a layer has.
 *
 * @param family what kind of layer
 * @param layers number of layers
 * @param dim width d of the residual stream
 * @param hidden width of the feed-forward block
 * @param heads query heads
 * @param kvHeads key and value heads
 * @param headSize channels of a head
 * @param vocabulary tokens
 * @param context positions
 * @param tiedHead whether the head is the embedding
 */
public record TransformerSize(
        Family family,
        int layers,
        int dim,
        int hidden,
        int heads,
        int kvHeads,
        int headSize,
        int vocabulary,
        int context,
        boolean tiedHead) {

    private static final int WIDEST = 1 << 20;
    private static final int DEEPEST = 1 << 14;
    private static final int LONGEST = 1 << 24;
    private static final int USUAL_HEAD = 128;
    private static final int USUAL_VOCABULARY = 32_000;
    private static final int USUAL_CONTEXT = 4096;

    /** Kinds of layers, by their operators. */
    public enum Family {
        /** LayerNorm, learned positions, biases, GELU between two matrices. */
        GPT2(true, false, false, 0),
        /** LayerNorm, learned positions after two that are not used, biases, ReLU between two matrices. */
        OPT(true, false, false, 2),
        /** RMSNorm, rotated positions, no biases, a gated feed-forward block of three matrices. */
        LLAMA(false, true, true, 0);

        private final boolean mean;
        private final boolean rotation;
        private final boolean gate;
        private final int positionOffset;

        Family(boolean mean, boolean rotation, boolean gate, int positionOffset) {
            this.mean = mean;
            this.rotation = rotation;
            this.gate = gate;
            this.positionOffset = positionOffset;
        }

        /** The family with this norm, these positions and this feed-forward block. */
        static Optional<Family> of(ModelShape shape) {
            Anatomy anatomy = shape.anatomy();
            boolean isLlama = !anatomy.isLayerNorm() && anatomy.gated() && !anatomy.learnedPositions();
            boolean isOther = anatomy.isLayerNorm()
                    && !anatomy.gated()
                    && anatomy.learnedPositions()
                    && anatomy.has(Anatomy.Bias.QUERY);
            if (anatomy.parallel() || !isLlama && !isOther) {
                return Optional.empty();
            }
            return Optional.of(isLlama ? LLAMA : shape.activation().equals("relu") ? OPT : GPT2);
        }

        /** Whether norms take the mean away. */
        boolean subtractsMean() {
            return mean;
        }

        boolean rotates() {
            return rotation;
        }

        boolean gated() {
            return gate;
        }

        boolean hasBiases() {
            return mean;
        }
    }

    /**
     * Checks the sizes.
     *
     * @throws UserError listing all that cannot be
     */
    public TransformerSize {
        List<String> problems = new ArrayList<>();
        within(problems, "layers", layers, DEEPEST);
        within(problems, "width", dim, WIDEST);
        within(problems, "feed-forward width", hidden, WIDEST);
        within(problems, "heads", heads, DEEPEST);
        within(problems, "key/value heads", kvHeads, DEEPEST);
        within(problems, "head size", headSize, WIDEST);
        within(problems, "vocabulary", vocabulary, LONGEST);
        within(problems, "context", context, LONGEST);
        if (kvHeads > 0 && heads % kvHeads != 0) {
            problems.add(heads + " heads cannot share " + kvHeads + " key/value heads evenly");
        }
        if (!problems.isEmpty()) {
            throw new UserError("these model sizes cannot be: " + String.join("; ", problems)
                    + "; perhaps the file is damaged or of another format");
        }
    }

    private static void within(List<String> problems, String name, int value, int limit) {
        if (value < 1 || value > limit) {
            problems.add(name + " " + value + " is outside 1.." + limit);
        }
    }

    /** The sizes of a model whose layers are those of a family; empty for others. Biases that only some Llama models have are not counted. */
    public static Optional<TransformerSize> of(ModelShape shape) {
        return Family.of(shape)
                .map(family -> new TransformerSize(
                        family,
                        shape.layers(),
                        shape.dim(),
                        shape.hiddenDim(),
                        shape.heads(),
                        shape.kvHeads(),
                        shape.headSize(),
                        shape.vocabulary(),
                        shape.context(),
                        shape.tiedHead()));
    }

    /**
     * A model of the Llama family of about so many parameters: d = 128 · layers, 12·d² couplings per layer, heads of 128 channels, a vocabulary of 32,000. Llama2-7B (32
     * layers, 4096) lies on this line.
     *
     * @param parameters 1e6 … 1e16
     */
    public static TransformerSize ofParameters(double parameters) {
        int layers = (int) Math.max(1, Math.round(Math.cbrt(parameters / (12.0 * USUAL_HEAD * USUAL_HEAD))));
        int heads = (int) Math.max(1, Math.round(Math.sqrt(parameters / (12.0 * layers)) / USUAL_HEAD));
        int dim = heads * USUAL_HEAD;
        int hidden = (int) Math.round(dim * 8 / 3.0);
        return new TransformerSize(
                Family.LLAMA, layers, dim, hidden, heads, heads, USUAL_HEAD, USUAL_VOCABULARY, USUAL_CONTEXT, true);
    }

    /** Width of all query heads together. */
    public int queryDim() {
        return heads * headSize;
    }

    /** Width of all key (or value) heads together. */
    public int kvDim() {
        return kvHeads * headSize;
    }

    /** Couplings of the matrices of one layer. */
    public long layerCouplings() {
        long attention = 2L * dim * queryDim() + 2L * dim * kvDim();
        long feedForward = (family.gated() ? 3L : 2L) * dim * hidden;
        return attention + feedForward;
    }

    /** Couplings of the output head. */
    public long headCouplings() {
        return (long) vocabulary * dim;
    }

    /** Couplings of all layers and the head. */
    public long couplings() {
        return layers * layerCouplings() + headCouplings();
    }

    /** Trained values: matrices, biases, norms, embeddings of tokens and positions; a tied head counted once. */
    public long parameters() {
        long perNorm = family.subtractsMean() ? 2L * dim : dim;
        long biases = family.hasBiases() ? queryDim() + 2L * kvDim() + dim + hidden + dim : 0;
        long positions = family.rotates() ? 0 : (long) (context + family.positionOffset) * dim;
        long embeddings = (tiedHead ? 1 : 2) * headCouplings();
        return layers * (layerCouplings() + biases + 2 * perNorm) + perNorm + embeddings + positions;
    }

    /** One line for people. */
    public String describe() {
        return family + ", " + layers + " layers, width " + dim + ", feed-forward " + hidden + ", " + heads
                + " heads of "
                + headSize + (kvHeads == heads ? "" : " on " + kvHeads + " key/value heads") + ", vocabulary "
                + vocabulary + ", context " + context + ", " + parameters() + " parameters";
    }
}
