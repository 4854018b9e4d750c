package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The sizes and constants of a language model, without its weights.
 *
 * @param dim width of the residual stream
 * @param hiddenDim width of the feed-forward block
 * @param layers number of transformer layers
 * @param heads number of query heads
 * @param kvHeads number of key and value heads, a divisor of {@code heads}
 * @param headSize channels per head, even because RoPE rotates pairs
 * @param vocabulary number of tokens
 * @param context greatest number of positions
 * @param normEpsilon the constant added to the mean square in RMSNorm, or to the variance in LayerNorm
 * @param ropeTheta base of the RoPE frequencies
 * @param tiedHead whether the output head is the embedding
 * @param activation name of the gate's activation in Hugging Face spelling, such as {@code silu}; not restricted here
 * @param bosToken the token that begins a text
 * @param eosTokens the tokens that end a text, possibly none
 * @param anatomy norm, positions, gate and biases
 */
public record ModelShape(
        int dim,
        int hiddenDim,
        int layers,
        int heads,
        int kvHeads,
        int headSize,
        int vocabulary,
        int context,
        double normEpsilon,
        double ropeTheta,
        boolean tiedHead,
        String activation,
        int bosToken,
        List<Integer> eosTokens,
        Anatomy anatomy) {

    private static final int WIDEST = 1 << 20;
    private static final int DEEPEST = 1 << 12;
    private static final int LONGEST = 1 << 24;

    /** A shape of the Llama family. */
    public ModelShape(
            int dim,
            int hiddenDim,
            int layers,
            int heads,
            int kvHeads,
            int headSize,
            int vocabulary,
            int context,
            double normEpsilon,
            double ropeTheta,
            boolean tiedHead,
            String activation,
            int bosToken,
            List<Integer> eosTokens) {
        this(
                dim,
                hiddenDim,
                layers,
                heads,
                kvHeads,
                headSize,
                vocabulary,
                context,
                normEpsilon,
                ropeTheta,
                tiedHead,
                activation,
                bosToken,
                eosTokens,
                Anatomy.LLAMA);
    }

    /**
     * Checks every size and their relations.
     *
     * @throws UserError listing all sizes that cannot be
     */
    public ModelShape {
        List<String> problems = new ArrayList<>();
        within(problems, "dim", dim, WIDEST);
        within(problems, "hidden dim", hiddenDim, WIDEST);
        within(problems, "layers", layers, DEEPEST);
        within(problems, "heads", heads, DEEPEST);
        within(problems, "key/value heads", kvHeads, DEEPEST);
        within(problems, "head size", headSize, WIDEST);
        within(problems, "vocabulary", vocabulary, LONGEST);
        within(problems, "context", context, LONGEST);
        if (kvHeads > 0 && heads % kvHeads != 0) {
            problems.add(heads + " heads cannot share " + kvHeads + " key/value heads evenly");
        }
        if (headSize % 2 != 0) {
            problems.add("head size " + headSize + " is odd, but RoPE rotates pairs of channels");
        }
        if (anatomy.rotary().channels(headSize) % 2 != 0) {
            problems.add("RoPE rotates " + anatomy.rotary().channels(headSize) + " channels, which is odd");
        }
        if ((long) heads * headSize > WIDEST) {
            problems.add(heads + " heads of " + headSize + " channels are wider than " + WIDEST);
        }
        if (!(normEpsilon >= 0 && normEpsilon < 1)) {
            problems.add("norm epsilon " + normEpsilon + " is outside [0, 1)");
        }
        if (!(ropeTheta >= 1 && ropeTheta < Double.POSITIVE_INFINITY)) {
            problems.add("RoPE theta " + ropeTheta + " is outside [1, infinity)");
        }
        if (activation.isBlank()) {
            problems.add("the activation has no name");
        }
        eosTokens = List.copyOf(eosTokens);
        isToken(problems, "begin-of-text", bosToken, vocabulary);
        for (int eosToken : eosTokens) {
            isToken(problems, "end-of-text", eosToken, vocabulary);
        }
        if (!problems.isEmpty()) {
            throw new UserError("These model sizes cannot be: " + String.join("; ", problems)
                    + "; perhaps the file is damaged or of another format.");
        }
    }

    private static void within(List<String> problems, String name, int value, int limit) {
        if (value < 1 || value > limit) {
            problems.add(name + " " + value + " is outside 1.." + limit);
        }
    }

    private static void isToken(List<String> problems, String name, int token, int vocabulary) {
        if (token < 0 || token >= vocabulary) {
            problems.add(name + " token " + token + " is outside the vocabulary of " + vocabulary);
        }
    }

    /** Width of all query heads together; equals {@link #dim()} in most models, but need not. */
    public int queryDim() {
        return heads * headSize;
    }

    /** Width of all key (or value) heads together. */
    public int kvDim() {
        return kvHeads * headSize;
    }

    /** Query heads that share one key/value head. */
    public int headsPerKvHead() {
        return heads / kvHeads;
    }

    /** Whether {@code token} ends a text: an end-of-text token, or the beginning of the next text. */
    public boolean endsText(int token) {
        return token == bosToken || eosTokens.contains(token);
    }

    /** Multiply-accumulates per token with static weights: all layers and the head. */
    public long staticMacs() {
        long attention = 2L * dim * queryDim() + 2L * dim * kvDim();
        long feedForward = (anatomy.gated() ? 3L : 2L) * dim * hiddenDim;
        return layers * (attention + feedForward) + (long) vocabulary * dim;
    }

    /** Multiply-accumulates per token and cached position: scores and weighted sums of all layers. */
    public long attentionMacsPerPosition() {
        return 2L * layers * queryDim();
    }

    /** Number of trained values, a tied head counted once. */
    public long parameters() {
        return tensorSizes().values().stream()
                .mapToLong(size -> (long) size[0] * size[1])
                .sum();
    }

    /** Rows and columns of every tensor by canonical name, in the order of {@link LanguageModel#tensors()}; new arrays. */
    public Map<String, int[]> tensorSizes() {
        return WeightCheck.sizes(this);
    }

    /** What scores are divided by: √headSize, or 1. */
    public double scoreDivisor() {
        return anatomy.scaledScores() ? Math.sqrt(headSize) : 1;
    }

    /** The shape of what the chip computes ({@link Anatomy#lowered}): of a layer-normed model the head is no longer the embedding. */
    public ModelShape lowered() {
        return withAnatomy(anatomy.lowered(), tiedHead && !anatomy.isLayerNorm());
    }

    /** The same sizes with another anatomy. */
    public ModelShape withAnatomy(Anatomy other, boolean isTied) {
        return new ModelShape(
                dim,
                hiddenDim,
                layers,
                heads,
                kvHeads,
                headSize,
                vocabulary,
                context,
                normEpsilon,
                ropeTheta,
                isTied,
                activation,
                bosToken,
                eosTokens,
                other);
    }

    /** One line for people. */
    public String describe() {
        return "dim " + dim + ", hidden " + hiddenDim + ", " + layers + " layers, " + heads + " heads, " + kvHeads
                + " key/value heads of " + headSize
                + ", vocabulary " + vocabulary + (tiedHead ? " (tied head)" : " (own head)") + ", context " + context
                + ", " + parameters()
                + " parameters" + anatomy.describe();
    }
}
