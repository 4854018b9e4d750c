package io.github.dsllm.sim.training.pass;

import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.kernel.Sums;
import io.github.dsllm.sim.training.node.ExponentialNode;
import io.github.dsllm.sim.training.node.Rest;

/**
 * Causal attention of one layer, all positions at once: scores s = q·k/√d, exponentials f = e^−(max − s), weighted sum 0 = Σ f·v − (Σ f)·y. Causality is that
 * couplers to later positions are open: their f is 0.
 *
 * @param shape sizes
 * @param q rotated queries (positions, heads·headSize)
 * @param k rotated keys (positions, kvHeads·headSize)
 * @param v values (positions, kvHeads·headSize)
 * @param f per head (heads·positions, positions); products of {@link Causal} read it
 * @param slopes df/dt of the same size, t = max − s, up to the diagonal
 * @param sums Σ f (heads·positions, 1)
 * @param largest the position with the greatest score, the first among equals (heads·positions)
 * @param y (positions, heads·headSize)
 */
public record Attention(
        ModelShape shape, Matrix q, Matrix k, Matrix v, Matrix f, Matrix slopes, Matrix sums, int[] largest, Matrix y) {

    /** Room for the inner states. */
    static Attention of(ModelShape shape, Precision precision, Matrix q, Matrix k, Matrix v) {
        int positions = q.rows();
        int rows = Math.multiplyExact(shape.heads(), positions);
        return new Attention(
                shape,
                q,
                k,
                v,
                Matrix.zeros(precision, rows, positions),
                Matrix.zeros(precision, rows, positions),
                Matrix.zeros(precision, rows, 1),
                new int[rows],
                Matrix.zeros(precision, positions, shape.queryDim()));
    }

    /** One head's part of a matrix that has the columns of {@link #q}. */
    public Matrix ofHead(Matrix matrix, int head) {
        return matrix.columnRange(head * shape.headSize(), shape.headSize());
    }

    /** The part of a matrix with the columns of {@link #k} that a query head reads. */
    public Matrix ofKeyHead(Matrix matrix, int head) {
        return matrix.columnRange(head / shape.headsPerKvHead() * shape.headSize(), shape.headSize());
    }

    /** One head's rows of {@link #f}, {@link #slopes} or {@link #sums}. */
    public Matrix rowsOfHead(Matrix matrix, int head) {
        return matrix.rowRange(head * q.rows(), q.rows());
    }

    /** 1/√d, or 1 where scores are not scaled. */
    public double scale() {
        return 1 / shape.scoreDivisor();
    }

    /** Fills all but {@link #q}, {@link #k} and {@link #v}. */
    public void forward(ExponentialNode exponential, Rest rest) {
        double[] charges = new double[q.rows()];
        double[] slope = new double[q.rows()];
        y.zero();
        for (int head = 0; head < shape.heads(); head++) {
            Matrix weights = rowsOfHead(f, head);
            Causal.scores(ofHead(q, head), ofKeyHead(k, head), weights);
            for (int i = 0; i < weights.rows(); i++) {
                discharge(head, i, exponential, rest, charges, slope);
                Causal.open(weights, i);
            }
            Matrix out = ofHead(y, head);
            Causal.addProduct(weights, ofKeyHead(v, head), out);
            divideBySums(head, out, out, rest);
        }
    }

    /** Lets nodes of self-reaction Σ f relax: {@code charges} = {@code currents}/Σ f of one head, both (positions, headSize). */
    public void divideBySums(int head, Matrix currents, Matrix charges, Rest rest) {
        int width = currents.columns();
        double[] nodes = new double[currents.rows() * width];
        double[] h = new double[nodes.length];
        for (int n = 0; n < nodes.length; n++) {
            nodes[n] = currents.get(n / width, n % width);
            h[n] = sums.get(head * q.rows() + n / width, 0);
        }
        rest.divide(nodes, h, nodes.length);
        for (int n = 0; n < nodes.length; n++) {
            charges.set(n / width, n % width, nodes[n]);
        }
    }

    /** The first place of the greatest; the JIT turns the search for its value into vector instructions. */
    private static int greatest(double[] charges, int count) {
        double max = charges[0];
        for (int j = 1; j < count; j++) {
            max = Math.max(max, charges[j]);
        }
        int place = 0;
        while (place < count - 1 && charges[place] != max) {
            place++;
        }
        return charges[place] == max ? place : 0;
    }

    private void discharge(
            int head, int position, ExponentialNode exponential, Rest rest, double[] charges, double[] slope) {
        int row = head * q.rows() + position;
        int count = position + 1;
        f.read(row, count, charges);
        double scale = scale();
        for (int j = 0; j < count; j++) {
            charges[j] *= scale;
        }
        rest.settle(charges, count);
        int best = greatest(charges, count);
        largest[row] = best;
        double max = charges[best];
        for (int j = 0; j < count; j++) {
            charges[j] = max - charges[j];
        }
        exponential.discharge(charges, count, charges, slope);
        f.write(row, count, charges);
        slopes.write(row, count, slope);
        sums.set(row, 0, Sums.of(charges, count));
    }
}
