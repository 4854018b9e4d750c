package io.github.dsllm.codegen.model;

/**
 * Shows query or key weights of a Hugging Face file in the pair convention of llama2.c.
 *
 * <p>Hugging Face rotates channel {@code i} of a head with channel {@code i + headSize/2}; llama2.c rotates neighbours {@code 2i} and {@code 2i + 1}.
 * Row {@code 2i} of a head here is row {@code i} there, row {@code 2i + 1} is row {@code i + headSize/2}. Scores do not change.
 */
final class RotaryRows implements Tensor {
    private final Tensor halves;
    private final int headSize;

    RotaryRows(Tensor halves, int headSize) {
        this.halves = halves;
        this.headSize = headSize;
    }

    @Override
    public int rows() {
        return halves.rows();
    }

    @Override
    public int columns() {
        return halves.columns();
    }

    @Override
    public void row(int row, float[] destination) {
        int channel = row % headSize;
        int half = channel % 2 * (headSize / 2);
        halves.row(row - channel + channel / 2 + half, destination);
    }
}
