package io.github.dsllm.codegen.layout;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.CoreParameters.Depths;
import io.github.dsllm.codegen.chip.CoreParameters.Widths;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import java.util.LinkedHashMap;
import java.util.Map;

/** Derives the parameters of the core from model and options; what the chip cannot do is refused here with the remedy. */
public final class CoreLayout {
    /** Lanes that share an exponential unit, where a head has as many. */
    private static final int CLUSTER_LANES = 8;

    private static final int LARGEST_COUNT = 0xFFFF;
    private static final long LARGEST_EPSILON = 0xFFFF_FFFFL;

    private final QuantisedModel model;
    private final LayoutOptions options;
    private final Geometry geometry;
    private final int context;

    /** @throws UserError if the model does not fit the lanes */
    public CoreLayout(QuantisedModel model, LayoutOptions options) {
        this.model = model;
        this.options = options;
        this.context = options.context() == 0 ? model.context() : Math.min(options.context(), model.context());
        this.geometry = new Geometry(LayoutShape.of(model).within(context), options.lanes());
        requireEncodable();
        boolean table = options.nodeTable().isPresent();
        if (!model.activation().equals("silu") && !table) {
            throw new UserError("the core has no node function \"" + model.activation()
                    + "\"; perhaps you should give a node table for it, which a TABLE instruction reads");
        }
    }

    private void requireEncodable() {
        Map<String, Long> sizes = new LinkedHashMap<>();
        sizes.put("dim", (long) model.dim());
        sizes.put("hidden", (long) geometry.fanIn(Stage.DOWN));
        sizes.put("attention width", (long) geometry.fanIn(Stage.ATTENTION_OUTPUT));
        sizes.put("context", (long) geometry.fanIn(Stage.POSITION));
        sizes.put("vocabulary", (long) model.vocabulary());
        sizes.forEach((name, size) -> {
            if (size > LARGEST_COUNT) {
                throw new UserError("the model has a " + name + " of " + size + ", an instruction counts to "
                        + LARGEST_COUNT + "; perhaps you should take a smaller model");
            }
        });
        if (model.epsilon() < 1 || model.epsilon() > LARGEST_EPSILON) {
            throw new UserError("the norm's epsilon is " + model.epsilon() + " in units of the residual's last place, "
                    + "which must be 1 … " + LARGEST_EPSILON
                    + "; perhaps you should quantise the residual stream with fewer binary places");
        }
    }

    public Geometry geometry() {
        return geometry;
    }

    /** Positions that the core holds. */
    public int context() {
        return context;
    }

    /** Exact widths of the sums of this model. */
    public Widths widths() {
        GuaranteedWidths guaranteed =
                new GuaranteedWidths(model, context, options.trajectory().isPresent());
        Widths widths = guaranteed.widths();
        int limit = Math.min(options.limits().accumulatorBits(), LayoutOptions.Limits.WIDEST_ACCUMULATOR);
        if (widths.accumulator() > limit) {
            throw new UserError("the sums of " + guaranteed.widest() + " can need " + widths.accumulator()
                    + " bits, the chip's accumulators have " + limit
                    + "; perhaps you should widen them, or quantise with fewer coupling, state or residual bits");
        }
        if (widths.score() > options.limits().scoreBits()) {
            throw new UserError("an attention score can need " + widths.score() + " bits, the chip's scores have "
                    + options.limits().scoreBits()
                    + "; perhaps you should widen them, or quantise with fewer state or key bits");
        }
        return widths;
    }

    /** The parameters for memories of the given depths; the external memory of no tile is deeper than {@code externalWords}. */
    public CoreParameters parameters(Depths depths, int externalWords) {
        return new CoreParameters(
                options.tileRows(),
                options.tileColumns(),
                options.mesh().absentTiles(),
                new CoreParameters.Chips(
                        options.mesh().chipHeight(),
                        options.mesh().chipWidth(),
                        options.mesh().crossing()),
                options.lanes(),
                geometry.segmentLanes(),
                geometry.kvShare(),
                clusterLanes(),
                Math.min(options.unitLanes(), clusterLanes()),
                options.linkWords(),
                model.numerics(),
                widths(),
                depths,
                options.trajectory().isPresent(),
                options.trace(),
                options.limits()
                        .external()
                        .map(external -> external.of(
                                externalWords,
                                (long) options.lanes() * model.numerics().couplingBits()))
                        .orElse(null),
                geometry.positionGroups() > 0 || !geometry.shape().biases().isEmpty(),
                null,
                null);
    }

    /** Settle units of more lanes than a cluster has otherwise make it as large, whatever the heads have. */
    private int clusterLanes() {
        int lanesOfUnit = Math.min(options.unitLanes(), options.lanes());
        return lanesOfUnit > CLUSTER_LANES ? lanesOfUnit : Math.min(CLUSTER_LANES, geometry.segmentLanes());
    }
}
