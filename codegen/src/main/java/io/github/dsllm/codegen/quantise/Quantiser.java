package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.model.Anatomy;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Tensors;
import io.github.dsllm.codegen.program.OperatorMappings;
import io.github.dsllm.codegen.quantise.QuantisedLayer.Fractions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns a trained model into integers for given numerics, calibrated on text. The rules are those of docs/numerics.md; the result does not depend on a
 * chip's layout.
 */
public final class Quantiser {
    private final Numerics numerics;
    private final OperatorMappings mappings;

    public Quantiser(Numerics numerics) {
        this(numerics, OperatorMappings.load());
    }

    /** @param mappings node functions beyond those of the core */
    public Quantiser(Numerics numerics, OperatorMappings mappings) {
        this.numerics = numerics;
        this.mappings = mappings;
    }

    /**
     * Calibrates, folds and rounds. Cost: one pass of the float model over the text and 26 passes over the weights.
     *
     * @throws UserError if the activation is unknown, the text has tokens that the model does not know, or values leave the range of the machine
     */
    public Quantisation quantise(LanguageModel trained, CalibrationSet text) {
        LanguageModel model = Lowering.of(trained);
        ModelShape shape = model.shape();
        Gate gate = Gate.of(shape.activation(), mappings);
        Calibration calibration = Calibration.run(model, numerics, text, gate);
        NodeTable nodeTable =
                gate.mapping() == null ? null : calibration.fitTable(gate.mapping(), numerics.stateBits());
        StateFormats formats = new StateFormats(numerics, calibration, nodeTable);
        SharedFractions shared = SharedFractions.of(formats, new StateUnits(shape, Equalisation.none(shape), gate));

        List<String> problems = new ArrayList<>();
        List<QuantisedLayer> layers = new ArrayList<>();
        for (int layer = 0; layer < shape.layers(); layer++) {
            StateUnits units = new StateUnits(shape, equalisation(shape, calibration, layer), gate);
            Fractions fractions = formats.of(layer, units);
            ShiftCheck.check(layer, fractions, numerics, nodeTable, problems);
            layers.add(new LayerQuantiser(numerics, units, model.layers().get(layer), layer, problems)
                    .quantise(fractions, shared.residual()));
        }
        HeadQuantiser head = new HeadQuantiser(numerics, model, shared, problems);
        QuantisedMatrix positions = positions(model, shared.residual(), problems);
        if (!problems.isEmpty()) {
            throw new UserError("The model does not fit the arithmetic of the core: " + String.join("; ", problems)
                    + "; perhaps the weights are damaged, or you should choose numerics with other widths.");
        }
        QuantisedModel quantised = new QuantisedModel(
                numerics,
                shape.dim(),
                shape.hiddenDim(),
                shape.heads(),
                shape.kvHeads(),
                shape.headSize(),
                shape.vocabulary(),
                shape.context(),
                shape.ropeTheta(),
                shape.anatomy(),
                gate.name(),
                layers,
                positions,
                head.head(),
                head.embedding(),
                head.embeddingShiftOffset(),
                head.gain().values(),
                shared.epsilon(shape),
                shared.residual(),
                shared.finalNorm() + head.gain().exponent(),
                shared.logit(),
                shape.bosToken(),
                stopTokens(shape));
        return new Quantisation(quantised, nodeTable, notes(text, head.gain(), nodeTable));
    }

    /** Where the binary points of the states would be, as {@link #quantise} puts them. */
    public StateSteps stateSteps(LanguageModel model, CalibrationSet text) {
        ModelShape shape = model.shape();
        Gate gate = Gate.of(shape.activation(), mappings);
        Calibration calibration = Calibration.run(model, numerics, text, gate);
        NodeTable nodeTable =
                gate.mapping() == null ? null : calibration.fitTable(gate.mapping(), numerics.stateBits());
        StateFormats formats = new StateFormats(numerics, calibration, nodeTable);
        StateUnits plain = new StateUnits(shape, Equalisation.none(shape), gate);
        StateSteps.Builder steps = new StateSteps.Builder(shape);
        for (int layer = 0; layer < shape.layers(); layer++) {
            StateUnits units = new StateUnits(shape, equalisation(shape, calibration, layer), gate);
            steps.layer(layer, formats.of(layer, units), units);
        }
        return steps.with(SharedFractions.of(formats, plain), plain);
    }

    /** Rows of positions as a linear stage that a node of 2^14 at the position drives. */
    private QuantisedMatrix positions(LanguageModel model, int residual, List<String> problems) {
        return model.other(Anatomy.POSITIONS)
                .map(rows -> new RowQuantiser(numerics)
                        .quantise(
                                new FoldedMatrix("positions", Tensors.transposed(rows), row -> 1, column -> 1),
                                residual - Numerics.CLAMP_OCTAVE,
                                Numerics.CLAMP_OCTAVE,
                                ShiftRange.of(numerics),
                                problems))
                .orElse(QuantisedMatrix.NONE);
    }

    private Equalisation equalisation(ModelShape shape, Calibration calibration, int layer) {
        return numerics.equaliseKeys()
                ? Equalisation.of(shape, calibration.range(State.KR, layer))
                : Equalisation.none(shape);
    }

    private static List<Integer> stopTokens(ModelShape shape) {
        IntStream tokens = IntStream.concat(
                IntStream.of(shape.bosToken()), shape.eosTokens().stream().mapToInt(token -> token));
        return tokens.distinct().boxed().toList();
    }

    private static List<String> notes(CalibrationSet text, FinalGain gain, @Nullable NodeTable nodeTable) {
        Stream<String> calibrated =
                Stream.of("Calibrated on " + text.description() + " (" + text.tokens() + " tokens).");
        Stream<String> table = nodeTable == null
                ? Stream.empty()
                : Stream.of("The operator " + nodeTable.operator() + " is a node table with step 2^"
                        + -nodeTable.indexFraction() + ".");
        return Stream.of(calibrated, gain.notes(), table)
                .flatMap(notes -> notes)
                .toList();
    }
}
