package io.github.dsllm.sim.golden.contract;

import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.chip.Numerics;
import java.util.ArrayList;
import java.util.List;

/** The contract cases of all node functions, over several lane counts, arithmetics and seeds. */
public final class NodeFunctionCases {
    private static final int[] LANES = {4, 16, 64};

    private NodeFunctionCases() {}

    /** All cases; the same ones in the same order each time. Couplings have 16 bits, so that inputs can be any 16-bit nodes. */
    public static List<FunctionCase> all() {
        List<FunctionCase> cases = new ArrayList<>();
        Numerics fine = Numerics.FIDELITY;
        Numerics coarse = withWideCouplings(Numerics.DEFAULT);
        for (int lanes : LANES) {
            addAll(cases, fine, "fidelity, " + lanes + " lanes: ", lanes);
            addAll(cases, coarse, "default, " + lanes + " lanes: ", lanes);
        }
        addAttention(cases, coarse.withExponential(Exponential.DISCHARGE), "discharge: ", 16, 8, 2, 2);
        addAttention(cases, coarse.withExponential(Exponential.TAYLOR3), "taylor: ", 16, 4, 1, 4);
        return List.copyOf(cases);
    }

    private static Numerics withWideCouplings(Numerics n) {
        return new Numerics(
                16,
                n.scaleBits(),
                n.stateBits(),
                n.residualBits(),
                n.keyBits(),
                n.valueBits(),
                n.logitBits(),
                n.exponential(),
                n.exponentFraction(),
                n.weightFraction(),
                n.tableFraction(),
                n.reciprocalTableBits(),
                n.divisionSteps(),
                n.guardBits(),
                n.divisorBits(),
                n.rsqrtFraction(),
                n.rsqrtInputFraction(),
                n.rsqrtSteps(),
                n.ropeBits(),
                n.equaliseKeys());
    }

    private static void addAll(List<FunctionCase> cases, Numerics numerics, String prefix, int lanes) {
        FunctionImage.Shape shape = new FunctionImage.Shape(numerics, lanes, 4, 1, 32767, 0);
        FunctionImage.Shape residual = new FunctionImage.Shape(numerics, lanes, 4, 1, 32767, 3);
        FunctionImage.Shape small = new FunctionImage.Shape(numerics, lanes, 4, 1, 600, 0);
        cases.add(LinearCases.linear(prefix + "LINEAR settles", lanes, shape, 0, false, 16, 20));
        cases.add(LinearCases.linear(prefix + "LINEAR settles with left shifts", lanes + 1, small, 0, false, 31, -3));
        cases.add(LinearCases.linear(prefix + "LINEAR is added to the residual", lanes + 2, residual, 0, true, 19, 15));
        cases.add(LinearCases.linear(
                prefix + "LINEAR saturates its branch to 32 bits", lanes + 3, shape, 0, true, 31, 0));
        cases.add(LinearCases.linear(prefix + "LINEAR in 7 steps", lanes + 4, shape, 7, false, 16, 20));
        cases.add(LinearCases.linear(prefix + "LINEAR in 3 steps to the residual", lanes + 5, shape, 3, true, 18, 18));
        cases.add(NormCases.norm(prefix + "NORM", lanes + 6, residual, false, 15, 10737));
        cases.add(NormCases.norm(prefix + "NORM of small nodes", lanes + 7, small, false, 14, 1));
        cases.add(NormCases.norm(prefix + "NORM with gain", lanes + 8, residual, true, 10, 4_000_000_000L));
        cases.add(ElementwiseCases.silu(prefix + "SILU", lanes + 9, shape, 12, 0, false));
        cases.add(ElementwiseCases.silu(prefix + "SILU without estimate", lanes + 10, small, 9, 2, true));
        cases.add(ElementwiseCases.product(prefix + "PRODUCT", lanes + 11, shape, 15));
        cases.add(ElementwiseCases.product(prefix + "PRODUCT saturates", lanes + 12, shape, 9));
        cases.add(ElementwiseCases.table(prefix + "TABLE", lanes + 13, shape, 6));
        cases.add(ElementwiseCases.table(prefix + "TABLE clamps its address", lanes + 14, shape, 3));
        cases.add(ElementwiseCases.embed(prefix + "EMBED", lanes + 15, residual));
        cases.add(ElementwiseCases.sample(
                prefix + "SAMPLE", lanes + 16, new FunctionImage.Shape(numerics, lanes, 4, 1, 3, 0)));
        int segments = lanes / 4;
        addAttention(cases, numerics, prefix, lanes, 4, 1, segments);
        if (segments >= 4) {
            addAttention(cases, numerics, prefix + "shared keys, ", lanes, 4, 2, segments / 2);
        }
    }

    private static void addAttention(
            List<FunctionCase> cases,
            Numerics numerics,
            String prefix,
            int lanes,
            int segmentLanes,
            int kvShare,
            int segments) {
        FunctionImage.Shape shape = new FunctionImage.Shape(numerics, lanes, segmentLanes, kvShare, 9000, 0);
        for (boolean plain : new boolean[] {false, true}) {
            AttentionCases attention = new AttentionCases(lanes + segments, shape, segments, 11, plain);
            String name = prefix + (plain ? "plain division, " : "");
            cases.add(attention.attend(name + "ATTEND"));
        }
        cases.add(new AttentionCases(lanes + 1, shape, segments, 9, false).rope(prefix + "ROPE"));
        cases.add(new AttentionCases(lanes + 2, shape, segments, 9, false).key(prefix + "KEY"));
        cases.add(new AttentionCases(lanes + 3, shape, segments, 9, false).value(prefix + "VALUE"));
        cases.add(new AttentionCases(lanes + 4, shape, segments, 9, false).scores(prefix + "SCORES"));
    }
}
