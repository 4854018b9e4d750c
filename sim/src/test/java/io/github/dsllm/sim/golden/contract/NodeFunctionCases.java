package io.github.dsllm.sim.golden.contract;

import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.chip.Numerics;
import java.util.ArrayList;
import java.util.List;

/** The contract cases of all node functions, over several lane counts, arithmetics and seeds. */
public final class NodeFunctionCases {
    private static final Numerics FINE = Numerics.FIDELITY;
    private static final Numerics COARSE = withWideMemories(Numerics.DEFAULT);

    private NodeFunctionCases() {}

    /** All families; the same ones in the same order each time. */
    public static List<CaseFamily> families() {
        List<CaseFamily> families = new ArrayList<>(small());
        for (int lanes : new int[] {16, 64}) {
            families.add(complete("fidelity", FINE, lanes, 1));
            families.add(complete("default", COARSE, lanes, 1));
            families.add(complete("fidelity, shared keys", FINE, lanes, 2));
        }
        return List.copyOf(families);
    }

    /** The families whose core is small enough for a simulation of the hardware; together they have every kind of case and every exponential. */
    public static List<CaseFamily> small() {
        return List.of(
                complete("fidelity", FINE, 4, 1),
                complete("default, shared keys", COARSE, 8, 2),
                exponential("discharge", COARSE.withExponential(Exponential.DISCHARGE), 16, 8, 2, 2),
                exponential("taylor", COARSE.withExponential(Exponential.TAYLOR3), 8, 4, 1, 2));
    }

    /** Couplings of 16 bits, so that inputs can be any 16-bit nodes, and values of 12, so that not all of these saturate. */
    private static Numerics withWideMemories(Numerics n) {
        return new Numerics(
                16,
                n.scaleBits(),
                n.stateBits(),
                n.residualBits(),
                n.keyBits(),
                12,
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

    private static CaseFamily complete(String name, Numerics numerics, int lanes, int kvShare) {
        String prefix = name + ", " + lanes + " lanes: ";
        List<FunctionCase> cases = new ArrayList<>();
        FunctionImage.Shape shape = new FunctionImage.Shape(numerics, lanes, 4, kvShare, 32767, 0);
        FunctionImage.Shape residual =
                new FunctionImage.Shape(numerics, lanes, 4, kvShare, 32767, numerics.residualBits() - 16);
        FunctionImage.Shape small = new FunctionImage.Shape(numerics, lanes, 4, kvShare, 600, 0);
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
        cases.add(ElementwiseCases.clamp(prefix + "CLAMP", lanes + 17, shape, 2, -1));
        cases.add(ElementwiseCases.clamp(prefix + "CLAMP saturates", lanes + 18, shape, -2, -1));
        cases.add(ElementwiseCases.clamp(prefix + "CLAMP at the position", lanes + 19, shape, 0, 1));
        cases.add(ElementwiseCases.embed(prefix + "EMBED", lanes + 15, residual));
        cases.add(ElementwiseCases.sample(
                prefix + "SAMPLE", lanes + 16, new FunctionImage.Shape(numerics, lanes, 4, kvShare, 3, 0)));
        int segments = lanes / 4;
        addAttention(
                cases, numerics, prefix, lanes, 4, kvShare, kvShare == 1 || segments < 4 ? segments : segments / 2);
        return CaseFamily.of(name + ", " + lanes + " lanes", cases);
    }

    /** What meets the exponential. */
    private static CaseFamily exponential(
            String name, Numerics numerics, int lanes, int segmentLanes, int kvShare, int segments) {
        List<FunctionCase> cases = new ArrayList<>();
        addAttention(cases, numerics, name + ": ", lanes, segmentLanes, kvShare, segments);
        FunctionImage.Shape shape = new FunctionImage.Shape(numerics, lanes, segmentLanes, kvShare, 32767, 0);
        cases.add(ElementwiseCases.silu(name + ": SILU", lanes + 9, shape, 12, 0, false));
        return CaseFamily.of(name + ", " + lanes + " lanes", cases);
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
