package io.github.dsllm.codegen.reference;

import io.github.dsllm.codegen.model.Anatomy;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.codegen.program.OperatorMappings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs a language model token by token in float32, with the operations and the order of sums of llama2.c ({@code run.c}, without fast-math).
 *
 * <p>Holds a key/value cache, so positions must come in order from 0; going back to an earlier position forgets what came after it. Not for several
 * threads at once. One token at position p costs {@code staticMacs + (p + 1) * attentionMacsPerPosition} multiply-accumulates.
 */
public final class FloatTransformer {
    private static final ActivationListener NOBODY = (layer, tensor, values) -> {};

    private final ModelShape shape;
    private final Tensor embedding;
    private final List<FloatLayer> layers;
    private final Norm finalNorm;
    private final Optional<Tensor> positionRows;
    private final Projection head;
    private final RotaryEmbedding rotary;
    private final float[] residual; // (dim)
    private final float[] normalised; // (dim)
    private final float[] logits; // (vocabulary)
    private ActivationListener listener = NOBODY;
    private int positions;

    /**
     * Prepares a model; small matrices are copied into the heap, large ones stay memory-mapped.
     *
     * @throws io.github.dsllm.codegen.UserError when the activation is neither {@code silu} nor mapped by anybody
     */
    public FloatTransformer(LanguageModel model) {
        this(model, OperatorMappings.load());
    }

    /** As above with given mappings. */
    public FloatTransformer(LanguageModel model, OperatorMappings mappings) {
        shape = model.shape();
        GateFunction activation = GateFunction.of(shape.activation(), mappings);
        embedding = model.embedding();
        layers = new ArrayList<>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            layers.add(new FloatLayer(layer, shape, model.layers().get(layer), activation));
        }
        finalNorm = Norm.of(shape, model.finalNorm(), model.other(Anatomy.FINAL_SHIFT));
        positionRows = model.other(Anatomy.POSITIONS);
        head = new Projection(model.head(), model.other(Anatomy.Bias.HEAD.tensor()));
        rotary = new RotaryEmbedding(shape);
        residual = new float[shape.dim()];
        normalised = new float[shape.dim()];
        logits = new float[shape.vocabulary()];
    }

    /** Shows all inner values to {@code listener} from the next token on. */
    public void listen(ActivationListener listener) {
        this.listener = listener;
    }

    /** The model's sizes. */
    public ModelShape shape() {
        return shape;
    }

    /**
     * Feeds one token and returns the logits of the next.
     *
     * @param token 0..vocabulary - 1
     * @param position 0..context - 1, at most one more than the position fed before
     * @return logits (vocabulary), reused by the next call
     */
    public float[] forward(int token, int position) {
        if (token < 0 || token >= shape.vocabulary()) {
            throw new IllegalArgumentException(
                    "token " + token + " is outside the vocabulary of " + shape.vocabulary());
        }
        if (position < 0 || position > positions || position >= shape.context()) {
            throw new IllegalArgumentException(
                    "position " + position + " after " + positions + " positions, context " + shape.context());
        }
        positions = position + 1;
        embedding.row(token, residual);
        positionRows.ifPresent(rows -> {
            rows.row(position, normalised);
            for (int i = 0; i < residual.length; i++) {
                residual[i] += normalised[i];
            }
        });
        rotary.moveTo(position);
        for (FloatLayer layer : layers) {
            layer.apply(position, residual, rotary, listener);
        }
        listener.activation(shape.layers(), "res", residual);
        finalNorm.apply(residual, normalised);
        listener.activation(shape.layers(), "xnf", normalised);
        head.apply(normalised, logits);
        listener.activation(shape.layers(), "logit", logits);
        return logits;
    }
}
