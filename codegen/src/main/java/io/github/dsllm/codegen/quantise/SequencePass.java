package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.model.Anatomy;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * Reads whole token sequences with the float model, layer by layer over all positions, and shows every state to an observer.
 *
 * <p>Each weight is read once, whatever the length of the text; the sums run in another order than token by token, so values differ by rounding from
 * a reference transformer's.
 */
final class SequencePass {
    private static final int LONGEST_SEQUENCE = 2048;
    private static final long HEAD_MACS = 2_000_000_000L;

    private final LanguageModel model;
    private final ModelShape shape;
    private final DoubleUnaryOperator activation;

    SequencePass(LanguageModel model, DoubleUnaryOperator activation) {
        this.model = model;
        this.shape = model.shape();
        this.activation = activation;
    }

    /** Sequences longer than the context (or 2048 tokens) are cut. */
    void run(List<int[]> sequences, StateObserver observer) {
        int longest = Math.min(LONGEST_SEQUENCE, shape.context());
        List<int[]> cut = sequences.stream()
                .map(tokens -> Arrays.copyOf(tokens, Math.min(tokens.length, longest)))
                .toList();
        float[][] residuals = new float[cut.size()][];
        for (int s = 0; s < residuals.length; s++) {
            residuals[s] = embed(cut.get(s));
            observer.observe(State.RESIDUAL, 0, residuals[s], cut.get(s).length, shape.dim());
            if (shape.anatomy().learnedPositions()) {
                addPositions(residuals[s]);
                observer.observe(State.RESIDUAL, 0, residuals[s], cut.get(s).length, shape.dim());
            }
        }
        for (int layer = 0; layer < shape.layers(); layer++) {
            LayerPass pass = new LayerPass(shape, model.layers().get(layer), layer, activation, observer);
            for (float[] residual : residuals) {
                pass.run(residual);
            }
        }
        head(residuals, observer);
    }

    private float[] embed(int[] tokens) {
        Tensor embedding = model.embedding();
        float[] residual = new float[tokens.length * shape.dim()];
        float[] row = new float[shape.dim()];
        for (int p = 0; p < tokens.length; p++) {
            embedding.row(tokens[p], row);
            System.arraycopy(row, 0, residual, p * row.length, row.length);
        }
        return residual;
    }

    private void addPositions(float[] residual) {
        Tensor positions = model.other(Anatomy.POSITIONS).orElseThrow();
        float[] row = new float[shape.dim()];
        for (int at = 0; at < residual.length; at += row.length) {
            positions.row(at / row.length, row);
            for (int i = 0; i < row.length; i++) {
                residual[at + i] += row[i];
            }
        }
    }

    private void head(float[][] residuals, StateObserver observer) {
        int dim = shape.dim();
        long positions = 0;
        for (float[] residual : residuals) {
            positions += residual.length / dim;
        }
        int stride = (int) Math.max(1, positions * shape.vocabulary() * dim / HEAD_MACS);
        Columns head = Columns.of(model.head(), model.other(Anatomy.Bias.HEAD.tensor()));
        RootMeanSquare norm = new RootMeanSquare(model.finalNorm(), shape.normEpsilon());
        float[] logits = new float[shape.vocabulary()];
        for (float[] residual : residuals) {
            int length = residual.length / dim;
            float[] normalised = new float[residual.length];
            norm.normalise(residual, normalised, length);
            norm.scale(normalised, length);
            observer.observe(State.FINAL, 0, normalised, length, dim);
            for (int p = 0; p < length; p += stride) {
                head.multiply(normalised, p * dim, logits, 0);
                observer.observe(State.LOGIT, 0, logits, logits.length, 1);
            }
        }
    }
}
