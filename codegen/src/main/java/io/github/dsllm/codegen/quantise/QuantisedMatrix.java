package io.github.dsllm.codegen.quantise;

/**
 * A linear stage with integer couplings: y_i = sat(R(Σ_j J_ij x_j · m_i, sh_i)), so m_i·2<sup>−sh_i</sup> is 1/h_i.
 *
 * @param rows outputs
 * @param columns fan-in; with a bias, {@link BiasNodes#COUNT} more for the nodes that are held at a constant
 * @param couplings J, (rows, columns) row by row
 * @param mantissas m, (rows), 2^(mw−1) ≤ m &lt; 2^mw
 * @param shifts sh, (rows)
 */
public record QuantisedMatrix(int rows, int columns, short[] couplings, int[] mantissas, int[] shifts) {
    /** A matrix that a model does not have. */
    public static final QuantisedMatrix NONE = new QuantisedMatrix(0, 0, new short[0], new int[0], new int[0]);

    public QuantisedMatrix {
        if (couplings.length != (long) rows * columns || mantissas.length != rows || shifts.length != rows) {
            throw new IllegalArgumentException("a matrix of " + rows + " x " + columns + " with " + couplings.length
                    + " couplings, " + mantissas.length + " mantissas and " + shifts.length + " shifts");
        }
    }
}
