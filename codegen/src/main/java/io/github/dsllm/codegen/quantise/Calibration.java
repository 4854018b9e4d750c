package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.program.OperatorMapping;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;

/** Ranges of all states of a model over a calibration text. */
final class Calibration implements StateObserver {
    static final int CLIPPING_BELOW_BITS = 12;
    private static final int SAMPLE_BUDGET = 1 << 23;
    private static final int SAMPLES_PER_STATE = 1 << 18;

    private final ChannelRange[][] ranges = new ChannelRange[State.values().length][]; // (states, layers)

    private Calibration(ModelShape shape, Numerics numerics, boolean sampleGate) {
        int budget = Math.min(SAMPLES_PER_STATE, SAMPLE_BUDGET / (shape.layers() * State.values().length));
        for (State state : State.values()) {
            int width = state.width(shape);
            boolean sampled = state.bits(numerics) < CLIPPING_BELOW_BITS || (sampleGate && state == State.H1);
            ChannelRange[] perLayer = new ChannelRange[state.perLayer() ? shape.layers() : 1];
            for (int layer = 0; layer < perLayer.length; layer++) {
                perLayer[layer] = new ChannelRange(width, sampled ? Math.max(1, budget / width) : 0);
            }
            ranges[state.ordinal()] = perLayer;
        }
    }

    /**
     * Reads the text with the float model.
     *
     * @throws UserError if the text has foreign tokens or a state overflows
     */
    static Calibration run(LanguageModel model, Numerics numerics, CalibrationSet text, Gate gate) {
        refuseForeignTokens(model.shape(), text);
        Calibration calibration = new Calibration(model.shape(), numerics, !gate.isSilu());
        new SequencePass(model, gate::apply).run(text.sequences(), calibration);
        calibration.refuseOverflow();
        return calibration;
    }

    @Override
    public void observe(State state, int layer, float[] values, int positions, int width) {
        range(state, layer).add(values, positions);
    }

    ChannelRange range(State state, int layer) {
        return ranges[state.ordinal()][layer];
    }

    /** The node table that serves the gate of all layers. */
    NodeTable fitTable(OperatorMapping mapping, int bits) {
        ChannelRange[] layers = ranges[State.H1.ordinal()];
        double[] unscaled = new double[layers[0].width()];
        Arrays.fill(unscaled, 1);
        double[] samples = Arrays.stream(layers)
                .flatMapToDouble(range -> Arrays.stream(range.samples(unscaled)))
                .toArray();
        double largest = Arrays.stream(layers)
                .mapToDouble(range -> range.maximum(unscaled))
                .max()
                .orElse(0);
        return NodeTable.fit(mapping, samples, largest, bits);
    }

    private static void refuseForeignTokens(ModelShape shape, CalibrationSet text) {
        for (int[] sequence : text.sequences()) {
            for (int token : sequence) {
                if (token < 0 || token >= shape.vocabulary()) {
                    throw new UserError("The calibration text (" + text.description() + ") contains token " + token
                            + ", the model has " + shape.vocabulary()
                            + " tokens; perhaps it was made with the tokenizer of another model.");
                }
            }
        }
    }

    private void refuseOverflow() {
        Set<String> places = new TreeSet<>();
        for (State state : State.values()) {
            ChannelRange[] perLayer = ranges[state.ordinal()];
            for (int layer = 0; layer < perLayer.length; layer++) {
                if (!perLayer[layer].finite()) {
                    places.add(state + (state.perLayer() ? " of layer " + layer : ""));
                }
            }
        }
        if (!places.isEmpty()) {
            throw new UserError("The float model overflows on the calibration text in " + String.join(", ", places)
                    + "; perhaps the weights are damaged or the model needs another activation.");
        }
    }
}
