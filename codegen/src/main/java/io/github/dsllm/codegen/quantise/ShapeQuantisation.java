package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.model.Anatomy;
import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.program.OperatorMappings;
import io.github.dsllm.codegen.quantise.QuantisedLayer.Fractions;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * What is known of a quantised model before it has weights: enough to schedule it, and no image. Its matrices have columns and no rows. As nobody can
 * calibrate, every state covers ±16 and the residual stream ±256, which decides shifts but neither instructions nor cycles nor memory.
 */
public final class ShapeQuantisation {
    private static final int STATE_OCTAVES = 4;
    private static final int RESIDUAL_OCTAVES = 8;
    private static final long LARGEST_EPSILON = 0xFFFF_FFFFL;

    private ShapeQuantisation() {}

    /** @throws io.github.dsllm.codegen.UserError if the activation is unknown */
    public static Quantisation of(ModelShape trained, Numerics numerics, OperatorMappings mappings) {
        ModelShape shape = trained.lowered();
        Anatomy anatomy = shape.anatomy();
        Gate gate = Gate.of(shape.activation(), mappings);
        NodeTable table = gate.mapping() == null
                ? null
                : NodeTable.fit(gate.mapping(), DoubleStream.of(-16, -1, 1, 16).toArray(), 16, numerics.stateBits());
        int state = fraction(numerics.stateBits(), STATE_OCTAVES);
        int residual = fraction(numerics.residualBits(), RESIDUAL_OCTAVES);
        int logit = fraction(numerics.logitBits(), STATE_OCTAVES);
        Fractions fractions = new Fractions(
                state,
                state,
                state,
                state,
                fraction(numerics.keyBits(), STATE_OCTAVES),
                fraction(numerics.valueBits(), STATE_OCTAVES),
                state,
                state,
                state,
                state,
                table == null ? state : table.outputFraction(),
                table == null || anatomy.gated() ? state : table.outputFraction());
        QuantisedMatrix head = columns(shape.dim(), anatomy, Bias.HEAD);
        QuantisedLayer layer = new QuantisedLayer(
                columns(shape.dim(), anatomy, Bias.QUERY),
                columns(shape.dim(), anatomy, Bias.KEY),
                columns(shape.dim(), anatomy, Bias.VALUE),
                columns(shape.queryDim(), anatomy, Bias.OUTPUT),
                columns(shape.dim(), anatomy, Bias.GATE),
                anatomy.gated() ? columns(shape.dim(), anatomy, Bias.UP) : QuantisedMatrix.NONE,
                columns(shape.hiddenDim(), anatomy, Bias.DOWN),
                fractions);
        QuantisedModel model = new QuantisedModel(
                numerics,
                shape.dim(),
                shape.hiddenDim(),
                shape.heads(),
                shape.kvHeads(),
                shape.headSize(),
                shape.vocabulary(),
                shape.context(),
                shape.ropeTheta(),
                anatomy,
                gate.name(),
                Collections.nCopies(shape.layers(), layer),
                anatomy.learnedPositions() ? columns(shape.context()) : QuantisedMatrix.NONE,
                head,
                shape.tiedHead() ? head : columns(shape.dim()),
                shape.tiedHead() ? logit - state - residual : 0,
                new int[0],
                epsilon(shape, residual),
                residual,
                state,
                logit,
                shape.bosToken(),
                List.of());
        return new Quantisation(
                model,
                table,
                List.of("The model has no weights: states are taken to cover ±16 and the residual stream ±256, "
                        + "and sums are as wide as the largest couplings need."));
    }

    private static int fraction(int bits, int octaves) {
        return bits - 1 - octaves;
    }

    private static QuantisedMatrix columns(int inputs, Anatomy anatomy, Bias bias) {
        return columns(inputs + (anatomy.has(bias) ? BiasNodes.COUNT : 0));
    }

    private static QuantisedMatrix columns(int columns) {
        return new QuantisedMatrix(0, columns, new short[0], new int[0], new int[0]);
    }

    private static long epsilon(ModelShape shape, int residual) {
        double exact = shape.normEpsilon() * shape.dim() * Math.scalb(1.0, 2 * residual);
        return Math.max(1, Math.min(LARGEST_EPSILON, Math.round(exact)));
    }
}
