package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.model.Anatomy;
import java.util.List;

/**
 * A language model in integers: the artefact from which any chip image of it is laid out.
 *
 * @param numerics the arithmetic it is quantised for
 * @param dim width of the residual stream
 * @param hidden width of the feed-forward states
 * @param heads query heads
 * @param kvHeads stored heads
 * @param headSize channels of a head
 * @param vocabulary tokens
 * @param context positions
 * @param ropeTheta base of the RoPE angles
 * @param anatomy norm, positions, gate and biases of what the chip computes: its norms are root mean squares
 * @param activation "silu", or the name of a node function table
 * @param layers the layers
 * @param positions what a position adds to the residual stream (dim, context), none without learned positions
 * @param head classifier rows (vocabulary, dim)
 * @param embedding rows (vocabulary, dim), the same object as {@code head} when tied
 * @param embeddingShiftOffset added to the shifts of {@code embedding} to bring a row to the residual's format
 * @param gain final norm gain, (dim), {@link Numerics#GAIN_FRACTION} binary places
 * @param epsilon eps·dim·2^(2·residualFraction), at least 1
 * @param residualFraction binary places of the residual stream
 * @param finalFraction binary places of the final norm's output
 * @param logitFraction binary places of the logits
 * @param bosToken first token of a story
 * @param stopTokens tokens that end a story
 */
public record QuantisedModel(
        Numerics numerics,
        int dim,
        int hidden,
        int heads,
        int kvHeads,
        int headSize,
        int vocabulary,
        int context,
        double ropeTheta,
        Anatomy anatomy,
        String activation,
        List<QuantisedLayer> layers,
        QuantisedMatrix positions,
        QuantisedMatrix head,
        QuantisedMatrix embedding,
        int embeddingShiftOffset,
        int[] gain,
        long epsilon,
        int residualFraction,
        int finalFraction,
        int logitFraction,
        int bosToken,
        List<Integer> stopTokens) {

    /** A model of the Llama family. */
    public QuantisedModel(
            Numerics numerics,
            int dim,
            int hidden,
            int heads,
            int kvHeads,
            int headSize,
            int vocabulary,
            int context,
            double ropeTheta,
            String activation,
            List<QuantisedLayer> layers,
            QuantisedMatrix head,
            QuantisedMatrix embedding,
            int embeddingShiftOffset,
            int[] gain,
            long epsilon,
            int residualFraction,
            int finalFraction,
            int logitFraction,
            int bosToken,
            List<Integer> stopTokens) {
        this(
                numerics,
                dim,
                hidden,
                heads,
                kvHeads,
                headSize,
                vocabulary,
                context,
                ropeTheta,
                Anatomy.LLAMA,
                activation,
                layers,
                QuantisedMatrix.NONE,
                head,
                embedding,
                embeddingShiftOffset,
                gain,
                epsilon,
                residualFraction,
                finalFraction,
                logitFraction,
                bosToken,
                stopTokens);
    }

    public QuantisedModel {
        layers = List.copyOf(layers);
        stopTokens = List.copyOf(stopTokens);
    }

    public boolean tied() {
        return head == embedding;
    }
}
