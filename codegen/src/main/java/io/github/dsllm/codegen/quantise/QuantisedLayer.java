package io.github.dsllm.codegen.quantise;

/**
 * One transformer layer in integers. Fractions are the binary places F of the named states of this layer.
 *
 * @param wq (heads·headSize, dim), log2 e/√headSize folded in
 * @param w1 (hidden, dim), log2 e folded in
 * @param w2 (dim, hidden), 1/log2 e folded in
 */
public record QuantisedLayer(
        QuantisedMatrix wq,
        QuantisedMatrix wk,
        QuantisedMatrix wv,
        QuantisedMatrix wo,
        QuantisedMatrix w1,
        QuantisedMatrix w3,
        QuantisedMatrix w2,
        Fractions fractions) {

    /**
     * Binary places per state, names as in docs/numerics.md.
     *
     * @param xn1 input of q, k, v
     * @param qr query after RoPE
     * @param kr stored key
     * @param att attention output
     * @param silu h1·sigmoid(h1)
     * @param hb silu·h3
     */
    public record Fractions(
            int xn1, int q, int k, int qr, int kr, int v, int att, int xn2, int h1, int h3, int silu, int hb) {}
}
