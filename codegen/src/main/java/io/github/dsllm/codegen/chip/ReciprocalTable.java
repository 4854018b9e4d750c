package io.github.dsllm.codegen.chip;

/** T[i] ≈ 2<sup>14</sup>/h for a self-reaction h in (½, 1], addressed by the bits of h below its leading one. */
public final class ReciprocalTable {
    private ReciprocalTable() {}

    /** The 2^reciprocalTableBits entries, each at most {@code 2^15}. */
    public static int[] entries(Numerics numerics) {
        int size = 1 << numerics.reciprocalTableBits();
        int[] entries = new int[size];
        for (int i = 0; i < size; i++) {
            entries[i] = (int) Math.rint((1 << Numerics.RECIPROCAL_FRACTION) / (0.5 * (1 + (i + 0.5) / size)));
        }
        return entries;
    }

    /** Address for a normalised self-reaction hn in 2^(Wh−1) … 2^Wh. */
    public static int index(Numerics numerics, long hn) {
        int size = 1 << numerics.reciprocalTableBits();
        int shift = numerics.divisorBits() - 1 - numerics.reciprocalTableBits();
        return (int) Math.min((hn >> shift) - size, size - 1);
    }
}
