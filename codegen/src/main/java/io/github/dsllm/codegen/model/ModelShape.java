package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The sizes and constants of a language model of the Llama family, without its weights.
 *
 * @param dim width of the residual stream
 * @param hiddenDim width of the feed-forward block
 * @param layers number of transformer layers
 * @param heads number of query heads
 * @param kvHeads number of key and value heads, a divisor of {@code heads}
 * @param headSize channels per head, even because RoPE rotates pairs
 * @param vocabulary number of tokens
 * @param context greatest number of positions
 * @param normEpsilon the constant added to the mean square in RMSNorm
 * @param ropeTheta base of the RoPE frequencies
 * @param tiedHead whether the output head is the embedding
 * @param activation name of the gate's activation in Hugging Face spelling, such as {@code silu}; not restricted here
 * @param bosToken the token that begins a text
 * @param eosTokens the tokens that end a text, possibly none
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
        List<Integer> eosTokens) {

    private static final int WIDEST = 1 << 20;
    private static final int DEEPEST = 1 << 12;
    private static final int LONGEST = 1 << 24;

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
        long feedForward = 3L * dim * hiddenDim;
        return layers * (attention + feedForward) + (long) vocabulary * dim;
    }

    /** Multiply-accumulates per token and cached position: scores and weighted sums of all layers. */
    public long attentionMacsPerPosition() {
        return 2L * layers * queryDim();
    }

    /** Number of trained values, a tied head counted once. */
    public long parameters() {
        long norms = (2L * layers + 1) * dim;
        return staticMacs() + norms + (tiedHead ? 0 : (long) vocabulary * dim);
    }

    /** Rows and columns of every tensor by canonical name, in the order of {@link LanguageModel#tensors()}; new arrays. */
    public Map<String, int[]> tensorSizes() {
        return WeightCheck.sizes(this);
    }

    /** One line for people. */
    public String describe() {
        return "dim " + dim + ", hidden " + hiddenDim + ", " + layers + " layers, " + heads + " heads, " + kvHeads
                + " key/value heads of " + headSize
                + ", vocabulary " + vocabulary + (tiedHead ? " (tied head)" : " (own head)") + ", context " + context
                + ", " + parameters()
                + " parameters";
    }
}
