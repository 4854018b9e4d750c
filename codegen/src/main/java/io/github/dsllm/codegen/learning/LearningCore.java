package io.github.dsllm.codegen.learning;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.CoreParameters.Depths;
import io.github.dsllm.codegen.chip.CoreParameters.Widths;
import io.github.dsllm.codegen.chip.CouplingTraining;
import io.github.dsllm.codegen.chip.ExponentialTable;
import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.learning.LearningHead.Example;
import io.github.dsllm.codegen.schedule.ScheduleVerifier;
import java.util.List;
import java.util.SortedMap;

/**
 * The core on which a program learns: one tile, as large as the program needs.
 *
 * @param numerics widths of couplings and states
 * @param training what an update is
 * @param lanes nodes that the tile moves at once, a power of two, at least 2
 * @param context examples of one story
 * @param trace whether the core has trace ports, which the co-simulation needs
 */
public record LearningCore(Numerics numerics, CouplingTraining training, int lanes, int context, boolean trace) {
    static final int TABLE_ENTRIES = 1024;

    private static final int MOST_TOKENS = 0xFFFF;
    private static final int SCALE_ADDRESS_BITS = Integer.SIZE - Instruction.COUPLING_ADDRESS_BITS;
    private static final int SMALLEST_MEMORY = 2;
    private static final int NARROWEST_SCORE = 24;

    /** Groups that so many nodes fill. */
    int groups(int nodes) {
        return (nodes + lanes - 1) / lanes;
    }

    /**
     * Examples stand in coupling memory.
     *
     * @param what what learns, for people
     * @throws UserError if a node of an example is wider than a coupling, or there are more of them than tokens
     */
    void requireExamples(String what, List<Example> examples) {
        if (examples.size() >= MOST_TOKENS) {
            throw new UserError(what + " has " + examples.size() + " examples, and a token for each in 16 bits: "
                    + (MOST_TOKENS - 1) + " at most; perhaps you should show fewer");
        }
        long limit = 1L << (numerics.couplingBits() - 1);
        for (int number = 0; number < examples.size(); number++) {
            for (int[] nodes :
                    List.of(examples.get(number).x(), examples.get(number).truth())) {
                for (int node : nodes) {
                    if (node >= limit || node <= -limit) {
                        throw new UserError(what + " has a node of " + node + " in example " + number
                                + ", which is stored in couplings of " + numerics.couplingBits()
                                + " bits; perhaps you should take fewer binary places");
                    }
                }
            }
        }
    }

    /**
     * Couplings are reached by addresses of instructions.
     *
     * @throws UserError if there are more words
     */
    void requireReach(String what, long words, long scales) {
        if (words > 1L << Instruction.COUPLING_ADDRESS_BITS || scales > 1L << SCALE_ADDRESS_BITS) {
            throw new UserError(what + " needs " + words + " coupling words and " + scales
                    + " scale words, an instruction reaches " + (1L << Instruction.COUPLING_ADDRESS_BITS) + " and "
                    + (1L << SCALE_ADDRESS_BITS)
                    + "; perhaps you should show fewer examples or give the tile more lanes");
        }
    }

    /**
     * The image of a program.
     *
     * @param fanIn most inputs of a LINEAR
     * @throws IllegalStateException if the program breaks a rule of the ISA
     */
    ChipImage image(
            String name,
            TileImage tile,
            int stateGroups,
            int fanIn,
            int vocabulary,
            int[] nodeTable,
            SortedMap<String, Integer> formats) {
        Depths depths = new Depths(
                tile.couplings().length / lanes,
                tile.scaleMantissas().length / lanes,
                1,
                stateGroups,
                SMALLEST_MEMORY,
                context,
                tile.program().size() + 1,
                tile.descriptors().size());
        CoreParameters core = new CoreParameters(
                        1, 1, lanes, 2, 1, 2, lanes, numerics, widths(fanIn), depths, false, trace)
                .withTraining(training);
        short[] straight = new short[context];
        ChipImage image = new ChipImage(
                core,
                List.of(tile),
                new ExponentialTable(numerics).entries(),
                straight,
                straight,
                nodeTable,
                vocabulary,
                List.of(),
                0,
                formats,
                ChipImage.DEFAULT_LFSR_POLYNOMIAL,
                name,
                "");
        ScheduleVerifier.require(image);
        return image;
    }

    /** Any sum of couplings, which may become as large as they can. */
    private Widths widths(int fanIn) {
        int sum = FixedPoint.bitLength(Math.max(fanIn, lanes) - 1L);
        int accumulator = numerics.couplingBits() + numerics.stateBits() + sum;
        return new Widths(numerics.stateBits(), accumulator, NARROWEST_SCORE, NARROWEST_SCORE);
    }
}
