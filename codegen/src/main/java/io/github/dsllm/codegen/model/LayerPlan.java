package io.github.dsllm.codegen.model;

import java.util.function.UnaryOperator;

/** Where an architecture keeps the tensors of one layer: canonical names without {@code layers.n.}, modules without what stands before them in every layer. */
final class LayerPlan {
    private final TensorPlan plan;
    private final String canonical;
    private final String stored;

    /**
     * @param canonical such as {@code layers.3.}
     * @param stored such as {@code transformer.h.3.}
     */
    LayerPlan(TensorPlan plan, String canonical, String stored) {
        this.plan = plan;
        this.canonical = canonical;
        this.stored = stored;
    }

    /** Gain and shift of the norm before attention. */
    LayerPlan attentionNorm(String module) {
        plan.norm(canonical + "attentionNorm", canonical + Anatomy.ATTENTION_SHIFT, stored + module);
        return this;
    }

    /** Gain and shift of the norm before the feed-forward block. */
    LayerPlan feedForwardNorm(String module) {
        plan.norm(canonical + "ffnNorm", canonical + Anatomy.FEED_FORWARD_SHIFT, stored + module);
        return this;
    }

    /** A matrix and, if the model has one, its bias. */
    LayerPlan linear(String matrix, String module) {
        return linear(matrix, module, each -> each);
    }

    /** The same where the file holds both in another order, or within others. */
    LayerPlan linear(String matrix, String module, UnaryOperator<StoredTensor> view) {
        plan.linear(canonical, matrix, stored + module, view, view);
        return this;
    }

    /** The same of a matrix held as (inputs, outputs). */
    LayerPlan transposed(String matrix, String module) {
        return transposed(matrix, module, each -> each);
    }

    /** The same of a part of the outputs. */
    LayerPlan transposed(String matrix, String module, UnaryOperator<StoredTensor> view) {
        plan.linear(canonical, matrix, stored + module, each -> view.apply(each.transposed()), view);
        return this;
    }
}
