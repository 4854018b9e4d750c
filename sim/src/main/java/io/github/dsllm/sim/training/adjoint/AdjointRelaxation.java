package io.github.dsllm.sim.training.adjoint;

import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Sums;
import io.github.dsllm.sim.training.node.Rest;
import io.github.dsllm.sim.training.pass.Attention;
import io.github.dsllm.sim.training.pass.Gate;
import io.github.dsllm.sim.training.pass.Gradients;
import io.github.dsllm.sim.training.pass.Norm;
import io.github.dsllm.sim.training.pass.Rotation;
import io.github.dsllm.sim.training.pass.Table;
import org.jspecify.annotations.Nullable;

/**
 * Electric-current loss and adjoint relaxation: a stage at rest, 0 = b − A·y, has adjoint nodes λ' = g − Aᵀλ, and its couplings receive
 * λᵀ(∂b/∂θ − (∂A/∂θ)·y). The equations per stage are in docs/training.md §3. What has not settled is wrong by as much.
 */
public final class AdjointRelaxation implements Gradients {
    private final Rest rest;

    /** {@code rest} lets adjoint nodes relax, as it does the nodes. */
    public AdjointRelaxation(Rest rest) {
        this.rest = rest;
    }

    @Override
    public void loss(Matrix logits, int[] targets, double weight, Matrix g) {
        new LossCurrents(rest).inject(logits, targets, weight, g);
    }

    @Override
    public void loss(Matrix logits, Matrix truth, int[] targets, double weight, Matrix g) {
        new LossCurrents(rest).inject(logits, truth, targets, weight, g);
    }

    /** A = 1: every weight feels the product of its adjoint node and its input, a bias the adjoint node; the inputs are driven through the transposed couplings. */
    @Override
    public void linear(Matrix x, Matrix j, Matrix g, Matrix toX, Matrix toJ, @Nullable Matrix toBias) {
        rest.settle(g);
        if (toBias != null) {
            toBias.addRows(g);
        }
        toJ.addProduct(g.transposed(), x);
        toX.addProduct(g, j);
    }

    @Override
    public void embedding(int[] tokens, Matrix g, Matrix toTable) {
        rest.settle(g);
        for (int t = 0; t < tokens.length; t++) {
            for (int i = 0; i < g.columns(); i++) {
                toTable.add(tokens[t], i, g.get(t, i));
            }
        }
    }

    @Override
    public void residual(Matrix g) {
        rest.settle(g);
    }

    /** Three adjoint stages: scale (A = 1), root (A = 3/2·v·r² − ½, 1 at rest), squares (A = 1). */
    @Override
    public void norm(Norm norm, Matrix g, Matrix toX, Matrix toGain, @Nullable Matrix toShift) {
        rest.settle(g);
        if (toShift != null) {
            toShift.addRows(g);
        }
        int n = g.columns();
        double width = Math.sqrt(n);
        double[] gain = new double[n];
        double[] lambda = new double[n];
        double[] x = new double[n];
        double[] sums = new double[n];
        norm.gain().read(0, n, gain);
        for (int t = 0; t < g.rows(); t++) {
            double r = norm.roots().get(t, 0);
            g.read(t, n, lambda);
            norm.x().read(t, n, x);
            toGain.read(0, n, sums);
            for (int i = 0; i < n; i++) {
                lambda[i] *= width;
                sums[i] += lambda[i] * r * x[i];
            }
            toGain.write(0, n, sums);
            toX.read(t, n, sums);
            for (int i = 0; i < n; i++) {
                lambda[i] *= gain[i];
                sums[i] += lambda[i] * r;
            }
            toX.write(t, n, sums);
            double lambdaOfRoot = rest.divide(Sums.ofProducts(lambda, x, n), 1);
            double lambdaOfSquares = rest.divide(-lambdaOfRoot * r * r * r / 2, 1);
            toX.read(t, n, sums);
            for (int i = 0; i < n; i++) {
                sums[i] += 2 * lambdaOfSquares * x[i];
            }
            toX.write(t, n, sums);
        }
    }

    /** Two adjoint stages: x − m (A = 1), which draws Σλ from the mean, and the mean (A = n), whose inputs all receive its λ. */
    @Override
    public void centre(Matrix g, Matrix toX) {
        rest.settle(g);
        int n = g.columns();
        double[] lambda = new double[n];
        double[] sums = new double[n];
        for (int t = 0; t < g.rows(); t++) {
            g.read(t, n, lambda);
            double toMean = 0;
            for (int i = 0; i < n; i++) {
                toMean -= lambda[i];
            }
            double lambdaOfMean = rest.divide(toMean, n);
            toX.read(t, n, sums);
            for (int i = 0; i < n; i++) {
                sums[i] += lambda[i] + lambdaOfMean;
            }
            toX.write(t, n, sums);
        }
    }

    @Override
    public void rotation(Rotation rotation, Matrix g) {
        rest.settle(g);
        rotation.transposed(g);
    }

    @Override
    public void attention(Attention attention, Matrix g, Matrix toQ, Matrix toK, Matrix toV) {
        new AdjointAttention(attention, rest).relax(g, toQ, toK, toV);
    }

    /** Product (A = 1), then quotient (A = 1 + E), then the discharge through |x|. */
    @Override
    public void gate(Gate gate, Matrix g, Matrix toX, @Nullable Matrix toUp) {
        rest.settle(g);
        Matrix up = gate.up();
        int n = g.columns();
        double[] lambda = new double[n];
        double[] selfReactions = new double[n];
        double[] silu = new double[n];
        double[] e = new double[n];
        double[] x = new double[n];
        double[] sums = new double[n];
        for (int t = 0; t < g.rows(); t++) {
            g.read(t, n, lambda);
            gate.activated().read(t, n, silu);
            gate.e().read(t, n, e);
            if (up != null && toUp != null) {
                product(t, silu, up, lambda, toUp);
            }
            for (int i = 0; i < n; i++) {
                selfReactions[i] = 1 + e[i];
            }
            rest.divide(lambda, selfReactions, n);
            double[] slopes = selfReactions;
            gate.x().read(t, n, x);
            gate.slopes().read(t, n, slopes);
            toX.read(t, n, sums);
            for (int i = 0; i < n; i++) {
                double toE = lambda[i] * (Math.min(x[i], 0) - silu[i]);
                double through = x[i] >= 0 ? lambda[i] : lambda[i] * e[i];
                double toDischarge = toE * slopes[i];
                sums[i] += through + (x[i] >= 0 ? toDischarge : -toDischarge);
            }
            toX.write(t, n, sums);
        }
    }

    /** Product (A = 1), then the locked node: what it drives has A = 1, and its charge feels f'. */
    @Override
    public void table(Table table, Matrix g, Matrix toX, @Nullable Matrix toUp) {
        rest.settle(g);
        Matrix up = table.up();
        int n = g.columns();
        double[] lambda = new double[n];
        double[] other = new double[n];
        double[] sums = new double[n];
        for (int t = 0; t < g.rows(); t++) {
            g.read(t, n, lambda);
            if (up != null && toUp != null) {
                table.activated().read(t, n, other);
                product(t, other, up, lambda, toUp);
                rest.settle(lambda, n);
            }
            table.slopes().read(t, n, other);
            toX.read(t, n, sums);
            for (int i = 0; i < n; i++) {
                sums[i] += lambda[i] * other[i];
            }
            toX.write(t, n, sums);
        }
    }

    /** The adjoint nodes of y = c·x in row t drive x, and through x the node of c, for which {@code lambda} is overwritten. */
    private static void product(int t, double[] c, Matrix x, double[] lambda, Matrix toX) {
        int n = lambda.length;
        double[] factors = new double[n];
        double[] sums = new double[n];
        x.read(t, n, factors);
        toX.read(t, n, sums);
        for (int i = 0; i < n; i++) {
            sums[i] += lambda[i] * c[i];
            lambda[i] *= factors[i];
        }
        toX.write(t, n, sums);
    }
}
