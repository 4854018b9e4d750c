package io.github.dsllm.codegen.chip;

/**
 * The constants of the fixed-point arithmetic, in the order of docs/numerics.md: widths are signed bits, fractions are binary places.
 *
 * @param couplingBits bJ, couplings J
 * @param scaleBits mw, mantissa of the per-row scale 1/h
 * @param stateBits s, every state that is not named below
 * @param residualBits r, the residual stream
 * @param keyBits stored keys
 * @param valueBits stored values
 * @param logitBits logits
 * @param exponential table behind the exponential
 * @param exponentFraction Ft, binary places of the exponential's argument t
 * @param weightFraction Fp, binary places of its result f
 * @param tableFraction cb, binary places of the table entries
 * @param reciprocalTableBits address bits of the reciprocal estimate
 * @param divisionSteps relaxation steps of a division
 * @param guardBits G, extra binary places while relaxing
 * @param divisorBits Wh, width of the normalised self-reaction
 * @param rsqrtFraction Fr, binary places of r = 1/√v
 * @param rsqrtInputFraction Fm, binary places of its normalised argument
 * @param rsqrtSteps Newton steps
 * @param ropeBits RoPE table entries, with ropeBits − 2 binary places
 * @param equaliseKeys whether keys and values are equalised per RoPE pair at compile time
 */
public record Numerics(
        int couplingBits,
        int scaleBits,
        int stateBits,
        int residualBits,
        int keyBits,
        int valueBits,
        int logitBits,
        Exponential exponential,
        int exponentFraction,
        int weightFraction,
        int tableFraction,
        int reciprocalTableBits,
        int divisionSteps,
        int guardBits,
        int divisorBits,
        int rsqrtFraction,
        int rsqrtInputFraction,
        int rsqrtSteps,
        int ropeBits,
        boolean equaliseKeys) {

    /** Eight-bit couplings, sixteen-bit states: about +0.1 % perplexity on the measured models. */
    public static final Numerics DEFAULT =
            new Numerics(8, 12, 16, 18, 10, 8, 24, Exponential.CUBIC, 10, 16, 16, 6, 2, 2, 16, 16, 16, 3, 16, true);

    /** Sixteen-bit couplings: reproduces float greedy transcripts. */
    public static final Numerics FIDELITY =
            new Numerics(16, 16, 16, 20, 16, 16, 24, Exponential.CUBIC, 12, 16, 16, 6, 3, 2, 16, 16, 16, 3, 16, false);

    /** Width to which a row that is added to the residual stream settles before the addition. */
    public static final int RESIDUAL_BRANCH_BITS = 32;

    /** Most bits of the nodes that such a row is added to, and of the sum: what the row's own saturation cuts then ends beyond every limit of the sum. */
    public static final int MOST_RESIDUAL_BITS = RESIDUAL_BRANCH_BITS - 1;

    /** Binary logarithm of the constant that CLAMP puts on a node before its shift. */
    public static final int CLAMP_OCTAVE = 14;

    /** Width and binary places of the final norm's gain. */
    public static final int GAIN_BITS = 18;

    public static final int GAIN_FRACTION = 11;

    /** Binary places of the normalised state u = x·r that meets the gain. */
    public static final int GAIN_INPUT_FRACTION = 17;

    /** Binary places of the reciprocal estimate T and of the step that it scales. */
    public static final int RECIPROCAL_FRACTION = 14;

    /** Binary places of the inverse temperature, which includes log2 e. */
    public static final int INVERSE_TEMPERATURE_FRACTION = 12;

    /** Binary places of a trajectory's step a = dt·h. */
    public static final int TRAJECTORY_FRACTION = 16;

    /** Feedback of the sampler's 32-bit Galois LFSR: x³² + x²² + x² + x + 1, maximal length. */
    public static final int LFSR_POLYNOMIAL = 0x80200003;

    public Numerics withExponential(Exponential other) {
        return with(couplingBits, other);
    }

    /** @param other 2 to 16 */
    public Numerics withCouplingBits(int other) {
        return with(other, exponential);
    }

    private Numerics with(int otherCouplingBits, Exponential otherExponential) {
        return new Numerics(
                otherCouplingBits,
                scaleBits,
                stateBits,
                residualBits,
                keyBits,
                valueBits,
                logitBits,
                otherExponential,
                exponentFraction,
                weightFraction,
                tableFraction,
                reciprocalTableBits,
                divisionSteps,
                guardBits,
                divisorBits,
                rsqrtFraction,
                rsqrtInputFraction,
                rsqrtSteps,
                ropeBits,
                equaliseKeys);
    }

    /** ⌊2.13274·2^Fr⌉: value at 0 of the line that seeds 1/√m. */
    public long rsqrtSeed() {
        return Math.round(2.13274 * (1L << rsqrtFraction));
    }

    /** 1.21875·2^16: slope of that line. */
    public long rsqrtSlope() {
        return 79872;
    }
}
