package io.github.dsllm.sim.training.chip;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.reference.FloatTransformer;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import io.github.dsllm.sim.training.tasks.Example;
import io.github.dsllm.sim.training.tasks.Packing;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a pretrained language model makes of a text: its sequence ({@link Packing}) is cut into a few pieces of equal length, and each becomes the mean of the model's states behind its last norm. Pieces of a sequence that is shorter than
 * their number repeat a position.
 */
public final class TextFeatures {
    private final FloatTransformer transformer;
    private final Packing packing;
    private final int pieces;
    private final int channels;
    private double[] states = {};

    /**
     * @param model a pretrained model with a token that ends a text
     * @param tokenizer its tokenizer; null for the one beside it
     * @param pieces of a text, at least 1
     * @param length greatest number of tokens of a text
     * @throws UserError if model or tokenizer cannot be used
     */
    public TextFeatures(Path model, @Nullable Path tokenizer, int pieces, int length) {
        LanguageModel read = Models.open(model);
        Tokenizer tokens = TokenizerLoader.forModel(model, tokenizer, read.shape())
                .orElseThrow(() -> new UserError("there is no tokenizer beside " + model
                        + "; perhaps you should name it with -Ddsllm.tokenizer="));
        if (read.shape().eosTokens().isEmpty()) {
            throw new UserError(
                    "the model " + model + " has no token that ends a text; perhaps you should take another model");
        }
        this.transformer = new FloatTransformer(read);
        this.packing = new Packing(
                tokens,
                read.shape().eosTokens().get(0),
                Math.min(length, read.shape().context()));
        this.pieces = pieces;
        this.channels = read.shape().dim();
        transformer.listen((layer, tensor, values) -> {
            if (tensor.equals("xnf")) {
                for (int c = 0; c < channels; c++) {
                    states[c] += values[c];
                }
            }
        });
    }

    /** Channels of a piece. */
    public int channels() {
        return channels;
    }

    /** The pieces of an example (pieces, channels). */
    public double[][] of(Example example) {
        int[] tokens = packing.pack(example);
        double[][] last = new double[tokens.length][];
        for (int position = 0; position < tokens.length; position++) {
            states = new double[channels];
            transformer.forward(tokens[position], position);
            last[position] = states;
        }
        double[][] means = new double[pieces][channels];
        for (int piece = 0; piece < pieces; piece++) {
            int from = piece * tokens.length / pieces;
            int to = Math.max(from + 1, (piece + 1) * tokens.length / pieces);
            for (int position = from; position < to; position++) {
                for (int c = 0; c < channels; c++) {
                    means[piece][c] += last[position][c] / (to - from);
                }
            }
        }
        return means;
    }
}
