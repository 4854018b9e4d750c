package io.github.dsllm.verification.sizing;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.MemoryFormat;
import io.github.dsllm.codegen.chip.MemoryPages;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.hw.AttentionUnit;
import io.github.dsllm.hw.Shape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The parts of a board that take look-up tables and flip-flops, each with the number of bits that its operators and registers have by the structure of the core
 * (docs/core.md §1, §2). What a bit costs is learnt from recorded runs ({@link ResourceModel}).
 */
final class CoreLogic {
    /** Bits of an octave, an exponent and flags in an exponential and in a reciprocal estimate. */
    private static final int CLUSTER_CONTROL = 3 * 6 + 10;

    /** An adder tree has a register behind as many levels. */
    private static final int GROUP = 8;

    private final CoreParameters core;
    private final Numerics numerics;
    private final Shape shape;
    private final Design design;

    private CoreLogic(Design design) {
        this.design = design;
        this.shape = design.shape();
        this.core = design.board().core();
        this.numerics = core.numerics();
    }

    /** Bits that are selected, added, compared or shifted, by part. */
    static Map<String, Double> tables(Design design) {
        return new CoreLogic(design).tables();
    }

    /** Bits of registers, by part. */
    static Map<String, Double> registers(Design design) {
        return new CoreLogic(design).registers();
    }

    private Map<String, Double> tables() {
        Map<String, Double> parts = new LinkedHashMap<>();
        parts.put("fixed", 1.0);
        parts.put("lanes", (double) core.lanes() * laneOperators());
        parts.put("units", (double) core.units() * unitOperators());
        parts.put("clusters", (double) core.clusters() * (registersOfCluster() + numerics.divisorBits() * 8));
        parts.put("heads", (double) shape.segments() * headOperators());
        parts.put("trees", (double) treeOperators());
        parts.put("selections", selectionOperators());
        parts.put("groups", (double) core.depths().stateGroups());
        parts.put("memories", memoryOperators());
        parts.put("contents", contentOperators());
        parts.put("loading", shape.load().isPossible() ? 1.0 : 0.0);
        return parts;
    }

    private Map<String, Double> registers() {
        Map<String, Double> parts = new LinkedHashMap<>();
        parts.put("fixed", 1.0);
        parts.put("lanes", (double) core.lanes() * laneRegisters());
        parts.put("units", (double) core.units() * unitRegisters());
        parts.put("clusters", (double) core.clusters() * registersOfCluster());
        parts.put(
                "heads",
                (double) shape.segments() * (shape.score() + shape.weightSum() + AttentionUnit.argumentBits(shape))
                        + treeRegisters());
        parts.put("sampler", (double) core.units() * (2 * shape.state() + 2));
        parts.put("groups", (double) core.depths().stateGroups());
        parts.put("memories", memoryRegisters());
        parts.put("loading", shape.load().isPossible() ? 1.0 : 0.0);
        return parts;
    }

    /** Sum of the accumulator, operands of the multiplier, the source register. */
    private int laneOperators() {
        return shape.accumulator() + shape.streamA() + shape.streamB() + shape.state();
    }

    /** The lane of a token among all, the unit whose node a stream or the sampler reads, what the lanes of a segment share, and the sampler's comparisons. */
    private double selectionOperators() {
        return (double) core.lanes() * numerics.couplingBits()
                + (double) core.units() * (shape.streamB() + 4 * shape.state())
                + (double) shape.segments() * shape.streamB();
    }

    private int laneRegisters() {
        int stored = core.keyValueLanes() * (numerics.keyBits() + numerics.valueBits()) / core.lanes();
        int nodes = shape.readsByUnit() ? 2 : 4; // of the source register and settled, operand and second operand
        return nodes * shape.state()
                + shape.streamA()
                + shape.streamB()
                + shape.streamProduct()
                + 2 * shape.accumulator()
                + stored;
    }

    /** Operands of the multiplier with their selection among lanes, partial products, the rounding shifter with all its steps, relaxation and saturation. */
    private int unitOperators() {
        int selections = core.unitLanes() - 1;
        int partial = shape.operandA() > DSP ? shape.product() - DSP : 0;
        int shifter = shifter(shape.product() + shape.widening() + 1, shape.rounded());
        int accumulators = selections + 1 + RELAXATIONS + (core.trajectory() ? 1 : 0);
        int nodes = shape.readsByUnit() ? 1 : SELECTED_NODES * selections + 1;
        return 2 * shape.operandA()
                + 4 * shape.operandB()
                + partial
                + shifter
                + shape.accumulator() * accumulators
                + shape.state() * nodes;
    }

    /** Bits of a shifter to the right by the largest power of two first, which after each step keeps what the later ones can bring down to {@code kept} bits and one. */
    private int shifter(int width, int kept) {
        return IntStream.range(0, shape.placesBits())
                .map(step -> Math.min(width, kept + (1 << step)))
                .sum();
    }

    private static final int DSP = 18;
    private static final int RELAXATIONS = 5;

    /** Operand and second operand. */
    private static final int SELECTED_NODES = 2;

    private int unitRegisters() {
        return shape.operandA()
                + shape.operandB()
                + shape.product()
                + shape.rounded()
                + 3 * shape.state()
                + 3 * shape.placesBits()
                + (core.deepening() == 0 ? 0 : gatheredRegisters());
    }

    /** What belongs to a lane before operands are selected, the residual on its way, and a product that is shifted and not yet rounded. */
    private int gatheredRegisters() {
        return shape.accumulator()
                + 4 * shape.state()
                + numerics.scaleBits()
                + CoreParameters.SCALE_SHIFT_BITS
                + Numerics.GAIN_BITS
                + numerics.ropeBits()
                + shape.rounded()
                + 3;
    }

    private int registersOfCluster() {
        int divided = Math.max(shape.weightSum(), numerics.weightFraction() + 2);
        return divided + 2 * shape.divisor() + shape.reciprocal() + shape.weight() + CLUSTER_CONTROL;
    }

    /** Maximum, distance, its shifter, and the sum of weights. */
    private int headOperators() {
        int argument = AttentionUnit.argumentBits(shape);
        return 4 * shape.score()
                + shifter(shape.score() + shape.widening() + 2, argument)
                + 2 * shape.weightSum()
                + argument;
    }

    private long treeOperators() {
        long scores = (long) (core.lanes() - shape.segments()) * (scoreProduct() + 2);
        return scores + (long) core.units() * (shape.product() + 2) + shape.squareSum();
    }

    private long treeRegisters() {
        return shape.segments()
                        * (registersOfTree(core.segmentLanes(), scoreProduct(), shape.score()) + shape.streamB())
                + registersOfTree(core.units(), shape.product(), shape.squareSum());
    }

    /** A key and a node. */
    private int scoreProduct() {
        return numerics.keyBits() + shape.state();
    }

    private static long registersOfTree(int numbers, int width, int most) {
        long registers = 0;
        int left = numbers;
        int bits = width;
        do {
            left = (left + GROUP - 1) / GROUP;
            bits += 3;
            registers += (long) left * Math.min(bits, most);
        } while (left > 1);
        return registers;
    }

    /** What selects among cells that stand one behind the other, and joins pages. */
    private double memoryOperators() {
        int stored = core.keyValueLanes() * (numerics.keyBits() + numerics.valueBits());
        int couplings = shape.isTrained() ? 0 : MemoryFormat.COUPLING.bits(core);
        double pages = joined(core.depths().couplings(), couplings)
                + joined(core.depths().keyValues(), stored);
        return pages
                + design.memories().stream()
                        .mapToDouble(
                                memory -> (Ecp5Memories.map(memory).deep() - 1.0) * memory.width() * memory.readPorts())
                        .sum();
    }

    private static double joined(int words, int bits) {
        return (MemoryPages.of(words).size() - 1.0) * bits;
    }

    /** Contents that become logic: as many tables as hold the bits. */
    private double contentOperators() {
        return design.memories().stream()
                .filter(memory ->
                        !memory.isWritten() && Ecp5Memories.map(memory).kind() == Ecp5Memories.Kind.LOGIC)
                .mapToDouble(memory -> memory.bits() / 16.0)
                .sum();
    }

    /** Outputs that are no part of a block RAM, and what a state memory remembers of a write. */
    private double memoryRegisters() {
        return design.memories().stream()
                .mapToDouble(memory -> switch (Ecp5Memories.map(memory).kind()) {
                    case BLOCK -> memory.isState() ? 6.0 * memory.width() : 0;
                    case DISTRIBUTED ->
                        memory.isClocked() ? memory.width() : memory.isState() ? 2.0 * memory.width() : 0;
                    case LOGIC -> memory.width();
                })
                .sum();
    }
}
