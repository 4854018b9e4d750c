package io.github.dsllm.verification.fpga;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a design takes of an FPGA, or what the FPGA has.
 *
 * @param logic look-up tables with four inputs (six on the vendors' parts); a carry cell counts as the tables that it occupies
 * @param memoryLogic look-up tables that are used as memory, counted apart from {@code logic}
 * @param flipFlops registers
 * @param multipliers multipliers, of 18 × 18 bits where the family has such
 * @param blockRams block RAMs of the family's size
 * @param largeRams large single-port RAMs without initial contents, where the family has such
 */
public record Resources(
        long logic, long memoryLogic, long flipFlops, long multipliers, long blockRams, long largeRams) {
    public static final Resources NONE = new Resources(0, 0, 0, 0, 0, 0);

    /** All look-up tables, those that are memory among them. */
    public long tables() {
        return logic + memoryLogic;
    }

    public Resources plus(Resources other) {
        return new Resources(
                logic + other.logic,
                memoryLogic + other.memoryLogic,
                flipFlops + other.flipFlops,
                multipliers + other.multipliers,
                blockRams + other.blockRams,
                largeRams + other.largeRams);
    }

    /** What is too much for a part, as text for people; empty if all fits. */
    public String excessOver(Resources capacity) {
        return pairs(capacity).entrySet().stream()
                .filter(pair -> pair.getValue()[0] > pair.getValue()[1])
                .map(pair -> pair.getValue()[0] + " " + pair.getKey() + " of " + pair.getValue()[1])
                .collect(Collectors.joining(", "));
    }

    /** What is taken of what the part has, as text for people. */
    public String describe(Resources capacity) {
        return pairs(capacity).entrySet().stream()
                .filter(pair -> pair.getValue()[1] > 0 || pair.getValue()[0] > 0)
                .map(pair -> pair.getValue()[0] + " of " + pair.getValue()[1] + " " + pair.getKey())
                .collect(Collectors.joining(", "));
    }

    private Map<String, long[]> pairs(Resources capacity) {
        Map<String, long[]> pairs = new LinkedHashMap<>();
        pairs.put("look-up tables", new long[] {logic + memoryLogic, capacity.logic});
        pairs.put("flip-flops", new long[] {flipFlops, capacity.flipFlops});
        pairs.put("multipliers", new long[] {multipliers, capacity.multipliers});
        pairs.put("block RAMs", new long[] {blockRams, capacity.blockRams});
        pairs.put("large RAMs", new long[] {largeRams, capacity.largeRams});
        return pairs;
    }
}
