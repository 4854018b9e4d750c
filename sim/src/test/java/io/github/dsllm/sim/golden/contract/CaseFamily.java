package io.github.dsllm.sim.golden.contract;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.CoreParameters.Depths;
import io.github.dsllm.codegen.image.ChipImage;
import java.util.Arrays;
import java.util.List;

/**
 * Cases that run on one and the same core and differ in the contents of its memories only, so that the hardware is built once for all of them.
 *
 * @param name for the test report
 * @param core with trace ports
 * @param cases all with that core
 */
public record CaseFamily(String name, CoreParameters core, List<FunctionCase> cases) {
    public CaseFamily {
        cases = List.copyOf(cases);
    }

    /** Gives every case the largest memories that one of them needs. */
    static CaseFamily of(String name, List<FunctionCase> cases) {
        Depths depths = cases.stream()
                .map(each -> each.image().core().depths())
                .reduce(Depths::covering)
                .orElseThrow();
        CoreParameters core = cases.get(0).image().core().withDepths(depths);
        return new CaseFamily(
                name,
                core,
                cases.stream().map(each -> each.on(with(each.image(), core))).toList());
    }

    private static ChipImage with(ChipImage image, CoreParameters core) {
        int angles = core.depths().context() * core.segmentLanes() / 2;
        return new ChipImage(
                core,
                image.tiles(),
                image.exponentialTable(),
                Arrays.copyOf(image.ropeCosines(), angles),
                Arrays.copyOf(image.ropeSines(), angles),
                image.nodeTable(),
                image.vocabulary(),
                image.stopTokens(),
                image.bosToken(),
                image.formats(),
                image.lfsrPolynomial(),
                image.name(),
                image.inputDigest());
    }

    @Override
    public String toString() {
        return name;
    }
}
