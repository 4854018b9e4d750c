package io.github.dsllm.sim.training.adjoint;

import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.node.Rest;
import io.github.dsllm.sim.training.pass.Attention;
import io.github.dsllm.sim.training.pass.Gate;
import io.github.dsllm.sim.training.pass.Gradients;
import io.github.dsllm.sim.training.pass.Norm;
import io.github.dsllm.sim.training.pass.Rotation;

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

    /** A = 1: every weight feels the product of its adjoint node and its input; the inputs are driven through the transposed couplings. */
    @Override
    public void linear(Matrix x, Matrix j, Matrix g, Matrix toX, Matrix toJ) {
        rest.settle(g);
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
    public void norm(Norm norm, Matrix g, Matrix toX, Matrix toGain) {
        rest.settle(g);
        double width = Math.sqrt(norm.x().columns());
        for (int t = 0; t < g.rows(); t++) {
            double r = norm.roots().get(t, 0);
            double toRoot = 0;
            for (int i = 0; i < g.columns(); i++) {
                double lambda = g.get(t, i) * width;
                double x = norm.x().get(t, i);
                toGain.add(0, i, lambda * r * x);
                toX.add(t, i, lambda * norm.gain().get(0, i) * r);
                toRoot += lambda * norm.gain().get(0, i) * x;
            }
            double lambdaOfRoot = rest.divide(toRoot, 1);
            double lambdaOfSquares = rest.divide(-lambdaOfRoot * r * r * r / 2, 1);
            for (int i = 0; i < g.columns(); i++) {
                toX.add(t, i, 2 * lambdaOfSquares * norm.x().get(t, i));
            }
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
    public void gate(Gate gate, Matrix g, Matrix toX, Matrix toUp) {
        rest.settle(g);
        double[] lambda = new double[g.columns()];
        double[] selfReactions = new double[g.columns()];
        for (int t = 0; t < g.rows(); t++) {
            for (int i = 0; i < lambda.length; i++) {
                toUp.add(t, i, g.get(t, i) * gate.silu().get(t, i));
                lambda[i] = g.get(t, i) * gate.up().get(t, i);
                selfReactions[i] = 1 + gate.e().get(t, i);
            }
            rest.divide(lambda, selfReactions, lambda.length);
            for (int i = 0; i < lambda.length; i++) {
                double x = gate.x().get(t, i);
                double toE = lambda[i] * (Math.min(x, 0) - gate.silu().get(t, i));
                double through = x >= 0 ? lambda[i] : lambda[i] * gate.e().get(t, i);
                double toDischarge = toE * gate.slopes().get(t, i);
                toX.add(t, i, through + (x >= 0 ? toDischarge : -toDischarge));
            }
        }
    }
}
