package io.github.dsllm.codegen.model;

/** Shows query or key weights in the convention of Hugging Face; the inverse of {@link RotaryRows}. */
final class RotaryHalves implements Tensor {
    private final Tensor pairs;
    private final int headSize;

    RotaryHalves(Tensor pairs, int headSize) {
        this.pairs = pairs;
        this.headSize = headSize;
    }

    @Override
    public int rows() {
        return pairs.rows();
    }

    @Override
    public int columns() {
        return pairs.columns();
    }

    @Override
    public void row(int row, float[] destination) {
        int channel = row % headSize;
        int half = headSize / 2;
        pairs.row(row - channel + channel % half * 2 + channel / half, destination);
    }
}
