package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.chip.Numerics;
import java.util.List;

/**
 * A language model of the Llama family in integers: the artefact from which any chip image of it is laid out.
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
 * @param activation "silu", or the name of a node function table
 * @param layers the layers
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

    public QuantisedModel {
        layers = List.copyOf(layers);
        stopTokens = List.copyOf(stopTokens);
    }

    public boolean tied() {
        return head == embedding;
    }
}
