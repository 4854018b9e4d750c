package io.github.dsllm.codegen.layout;

import io.github.dsllm.codegen.chip.CoreParameters.Widths;
import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.quantise.QuantisedLayer;
import io.github.dsllm.codegen.quantise.QuantisedLayer.Fractions;
import io.github.dsllm.codegen.quantise.QuantisedMatrix;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Widths at which no sum can wrap, whatever the input: from Σ_j |J_ij| of every row and the largest values that states, keys, values and weights can
 * have. A width counts the sign. Matrices without rows are those of a model without weights.
 */
public final class GuaranteedWidths {
    private final QuantisedModel model;
    private final Numerics numerics;
    private final int context;
    private final boolean trajectory;
    private final Map<String, Integer> accumulators = new LinkedHashMap<>();

    /**
     * @param model the model
     * @param context positions that attention covers
     * @param trajectory whether a row's target is held with guard bits while it is approached
     */
    public GuaranteedWidths(QuantisedModel model, int context, boolean trajectory) {
        this.model = model;
        this.numerics = model.numerics();
        this.context = context;
        this.trajectory = trajectory;
        for (int layer = 0; layer < model.layers().size(); layer++) {
            layer(layer, model.layers().get(layer));
        }
        linear("head", model.head());
        positions(model.positions());
        attention();
        rotation();
    }

    /** Bits that each sum of the accumulators needs, by "layer.matrix" or "operator". */
    public Map<String, Integer> accumulators() {
        return new TreeMap<>(accumulators);
    }

    /** The name of the widest sum. */
    public String widest() {
        return accumulators.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    public Widths widths() {
        int accumulator =
                accumulators.values().stream().mapToInt(Integer::intValue).max().orElseThrow();
        int score = signedBits(
                BigInteger.valueOf(model.headSize()).shiftLeft(numerics.stateBits() - 1 + numerics.keyBits() - 1));
        int weightSum = Math.max(
                numerics.weightFraction() + 2,
                BigInteger.valueOf(context).shiftLeft(numerics.weightFraction()).bitLength());
        return new Widths(stateWord(), accumulator, score, weightSum);
    }

    private int stateWord() {
        int token = FixedPoint.bitLength(model.vocabulary() - 1L) + 1;
        int position = FixedPoint.bitLength(context - 1L) + 1;
        int states = Math.max(numerics.stateBits(), Math.max(numerics.residualBits(), numerics.logitBits()));
        return Math.max(states, Math.max(token, position));
    }

    private void layer(int index, QuantisedLayer layer) {
        linear(index + ".wq", layer.wq());
        linear(index + ".wk", layer.wk());
        linear(index + ".wv", layer.wv());
        linear(index + ".wo", layer.wo());
        linear(index + ".w1", layer.w1());
        linear(index + ".w3", layer.w3());
        linear(index + ".w2", layer.w2());
        Fractions f = layer.fractions();
        relaxation(index + ".attention division", f.att() - f.v(), numerics.valueBits());
        relaxation(index + ".silu division", f.silu() - f.h1(), numerics.stateBits());
    }

    private void linear(String name, QuantisedMatrix matrix) {
        int bits = matrix.rows() == 0 ? signedBits(largestSum(matrix.columns())) : 1;
        for (int row = 0; row < matrix.rows(); row++) {
            BigInteger sum = BigInteger.valueOf(magnitude(matrix, row)).shiftLeft(numerics.stateBits() - 1);
            bits = Math.max(bits, signedBits(sum));
            if (trajectory) {
                BigInteger target = sum.multiply(BigInteger.valueOf(matrix.mantissas()[row]));
                int shift = matrix.shifts()[row] - numerics.guardBits();
                bits = Math.max(bits, signedBits(shift > 0 ? target.shiftRight(shift) : target.shiftLeft(-shift)) + 1);
            }
        }
        accumulators.merge(name, bits, Math::max);
    }

    /** One input at 2^14, all others at 0: the largest coupling counts, not the sum. */
    private void positions(QuantisedMatrix matrix) {
        int bits = signedBits(BigInteger.ONE.shiftLeft(numerics.couplingBits() - 1 + Numerics.CLAMP_OCTAVE));
        for (int row = 0; trajectory && row < matrix.rows(); row++) {
            BigInteger target = BigInteger.valueOf(matrix.mantissas()[row])
                    .shiftLeft(numerics.couplingBits() - 1 + Numerics.CLAMP_OCTAVE);
            int shift = matrix.shifts()[row] - numerics.guardBits();
            bits = Math.max(bits, signedBits(shift > 0 ? target.shiftRight(shift) : target.shiftLeft(-shift)) + 1);
        }
        accumulators.put("positions", matrix.columns() == 0 ? 1 : bits);
    }

    /** Of a model without weights: every coupling as large as its width allows. */
    private BigInteger largestSum(int columns) {
        return BigInteger.valueOf(columns).shiftLeft(numerics.couplingBits() - 1 + numerics.stateBits() - 1);
    }

    private static long magnitude(QuantisedMatrix matrix, int row) {
        long sum = 0;
        for (int i = row * matrix.columns(); i < (row + 1) * matrix.columns(); i++) {
            sum += Math.abs(matrix.couplings()[i]);
        }
        return sum;
    }

    private void attention() {
        BigInteger weighted =
                BigInteger.valueOf(context).shiftLeft(numerics.weightFraction() + numerics.valueBits() - 1);
        accumulators.put("attention", signedBits(weighted));
    }

    /** a·c ∓ b·s is at most √2 times the largest state times the largest table entry 2^(ropeBits − 2), and is kept exact until it is rounded. */
    private void rotation() {
        accumulators.put("rope", numerics.stateBits() + numerics.ropeBits() - 1);
    }

    /** B·2^(kk+G−e) is below 2^(kk+G) times the largest value; one bit for the sign and one for the first step, which may overshoot by 0.8 %. */
    private void relaxation(String name, int shift, int valueBits) {
        accumulators.put(name, Math.max(1, valueBits + shift + numerics.guardBits() + 1));
    }

    private static int signedBits(BigInteger magnitude) {
        return magnitude.bitLength() + 1;
    }
}
