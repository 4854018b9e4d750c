package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.chip.Numerics;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Seeded random quantised models of any shape, for tests of every module: couplings are noise, formats and scales are such that states are neither 0 nor
 * saturated as a rule.
 */
public final class SyntheticModels {
    private static final int STATE_MAGNITUDE = 12;

    private final Random random;
    private final Numerics numerics;

    private SyntheticModels(long seed, Numerics numerics) {
        this.random = new Random(seed);
        this.numerics = numerics;
    }

    /** A shape of its own for every seed: heads that are no power of two, uneven sharing, widths that fill no group. */
    public static QuantisedModel any(long seed, Numerics numerics) {
        Random shape = new Random(seed * 31 + 7);
        int kvHeads = 1 + shape.nextInt(3);
        int heads = kvHeads * (1 + shape.nextInt(4));
        int headSize = 2 * (1 + shape.nextInt(6));
        return model(
                seed,
                numerics,
                2 + shape.nextInt(40),
                1 + shape.nextInt(50),
                1 + shape.nextInt(3),
                heads,
                kvHeads,
                headSize,
                4 + shape.nextInt(60),
                6 + shape.nextInt(20),
                shape.nextBoolean());
    }

    /** A model of the given shape. */
    public static QuantisedModel model(
            long seed,
            Numerics numerics,
            int dim,
            int hidden,
            int layers,
            int heads,
            int kvHeads,
            int headSize,
            int vocabulary,
            int context,
            boolean tied) {
        SyntheticModels models = new SyntheticModels(seed, numerics);
        List<QuantisedLayer> built = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            built.add(models.layer(dim, hidden, heads * headSize, kvHeads * headSize));
        }
        QuantisedMatrix head = models.matrix(vocabulary, dim, numerics.logitBits() - 5);
        QuantisedMatrix embedding = tied ? head : models.matrix(vocabulary, dim, numerics.logitBits() - 5);
        int[] gain = models.random.ints(dim, 4000, 60000).toArray();
        int rowMagnitude = numerics.couplingBits() - 2 + numerics.scaleBits();
        int offset = rowMagnitude - STATE_MAGNITUDE - embedding.shifts()[0];
        return new QuantisedModel(
                numerics,
                dim,
                hidden,
                heads,
                kvHeads,
                headSize,
                vocabulary,
                context,
                10000,
                "silu",
                built,
                head,
                embedding,
                offset,
                gain,
                1 + models.random.nextInt(20000),
                12,
                10,
                18,
                1,
                List.of(1, 2));
    }

    private QuantisedLayer layer(int dim, int hidden, int queries, int stored) {
        int value = 4 + random.nextInt(3);
        var fractions = new QuantisedLayer.Fractions(
                15,
                10 + random.nextInt(2),
                15,
                10 + random.nextInt(2),
                numerics.keyBits() - 1,
                value,
                value + numerics.stateBits() - numerics.valueBits(),
                15,
                12 - random.nextInt(2),
                12 + random.nextInt(2),
                12 - random.nextInt(2),
                10 + random.nextInt(2));
        return new QuantisedLayer(
                matrix(queries, dim, STATE_MAGNITUDE),
                matrix(stored, dim, STATE_MAGNITUDE + 1),
                matrix(stored, dim, numerics.valueBits() - 3),
                matrix(dim, queries, STATE_MAGNITUDE),
                matrix(hidden, dim, STATE_MAGNITUDE),
                matrix(hidden, dim, STATE_MAGNITUDE),
                matrix(dim, hidden, STATE_MAGNITUDE),
                fractions);
    }

    /** Rows whose outputs are about 2^magnitude for inputs of about 2^{@value #STATE_MAGNITUDE}. */
    private QuantisedMatrix matrix(int rows, int columns, int magnitude) {
        int largest = (1 << (numerics.couplingBits() - 1)) - 1;
        short[] couplings = new short[rows * columns];
        for (int i = 0; i < couplings.length; i++) {
            couplings[i] = (short) (random.nextInt(2 * largest + 1) - largest);
        }
        int sum = STATE_MAGNITUDE + numerics.couplingBits() - 2 + (31 - Integer.numberOfLeadingZeros(columns)) / 2;
        int[] mantissas = new int[rows];
        int[] shifts = new int[rows];
        for (int row = 0; row < rows; row++) {
            mantissas[row] = (1 << (numerics.scaleBits() - 1)) + random.nextInt(1 << (numerics.scaleBits() - 1));
            shifts[row] = sum + numerics.scaleBits() - magnitude + random.nextInt(2);
        }
        return new QuantisedMatrix(rows, columns, couplings, mantissas, shifts);
    }
}
