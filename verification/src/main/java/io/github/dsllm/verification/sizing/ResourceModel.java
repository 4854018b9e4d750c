package io.github.dsllm.verification.sizing;

import io.github.dsllm.verification.fpga.Resources;
import io.github.dsllm.verification.sizing.SynthesisRun.Purpose;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Foresees what a board takes of an ECP5 before it is synthesised. Block RAMs and multipliers follow from the rules by which Yosys maps them; look-up tables and
 * flip-flops are sums over the parts of the core, whose costs are fitted to recorded runs.
 */
public final class ResourceModel {
    private static final int TABLES_OF_DISTRIBUTED = 6;

    private static final Map<String, Double> EXPECTED_TABLES = costs(
            new String[] {
                "fixed",
                "lanes",
                "units",
                "clusters",
                "heads",
                "trees",
                "selections",
                "groups",
                "memories",
                "contents",
                "loading"
            },
            4800,
            1,
            1.4,
            1.7,
            1.1,
            1.2,
            0.9,
            3,
            0.8,
            1.2,
            300);

    private static final Map<String, Double> EXPECTED_REGISTERS = costs(
            new String[] {"fixed", "lanes", "units", "clusters", "heads", "sampler", "groups", "memories", "loading"},
            2200,
            1,
            1,
            1,
            1,
            1,
            1,
            1,
            150);

    private final Costs tables;
    private final Costs registers;

    private ResourceModel(Costs tables, Costs registers) {
        this.tables = tables;
        this.registers = registers;
    }

    /** Fitted to the runs that come with the workbench. */
    public static ResourceModel recorded() {
        return fit(SynthesisRuns.recorded());
    }

    /** Fitted to the runs whose purpose it is. */
    static ResourceModel fit(List<SynthesisRun> runs) {
        return new ResourceModel(
                fit(runs, CoreLogic::tables, Resources::logic, EXPECTED_TABLES),
                fit(runs, CoreLogic::registers, Resources::flipFlops, EXPECTED_REGISTERS));
    }

    private static Costs fit(
            List<SynthesisRun> runs,
            Function<Design, Map<String, Double>> parts,
            ToLongFunction<Resources> measured,
            Map<String, Double> expected) {
        List<SynthesisRun> own =
                runs.stream().filter(run -> run.purpose() == Purpose.FIT).toList();
        return Costs.fit(
                own.stream().map(SynthesisRun::design).map(parts).toList(),
                own.stream()
                        .map(run -> (double) measured.applyAsLong(run.taken()))
                        .toList(),
                expected);
    }

    /** What a board will take. */
    public Resources foresee(Design design) {
        long blocks = 0;
        long distributed = 0;
        for (MemoryUse memory : design.memories()) {
            Ecp5Memories.Mapped mapped = Ecp5Memories.map(memory);
            switch (mapped.kind()) {
                case BLOCK -> blocks += mapped.cells();
                case DISTRIBUTED -> distributed += mapped.cells();
                case LOGIC -> {}
            }
        }
        return new Resources(
                Math.round(tables.of(CoreLogic.tables(design))),
                TABLES_OF_DISTRIBUTED * distributed,
                Math.round(registers.of(CoreLogic.registers(design))),
                Ecp5Multipliers.of(design.shape()),
                blocks,
                0);
    }

    Costs tables() {
        return tables;
    }

    Costs registers() {
        return registers;
    }

    private static Map<String, Double> costs(String[] names, double... values) {
        Map<String, Double> costs = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i++) {
            costs.put(names[i], values[i]);
        }
        return costs;
    }
}
