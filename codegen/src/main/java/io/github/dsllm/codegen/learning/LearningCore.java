package io.github.dsllm.codegen.learning;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.CoreParameters.Depths;
import io.github.dsllm.codegen.chip.CoreParameters.Training;
import io.github.dsllm.codegen.chip.CoreParameters.Widths;
import io.github.dsllm.codegen.chip.ExponentialTable;
import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.TileImage;
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
public record LearningCore(Numerics numerics, Training training, int lanes, int context, boolean trace) {
    static final int TABLE_ENTRIES = 1024;

    private static final int SMALLEST_MEMORY = 2;
    private static final int NARROWEST_SCORE = 24;

    /** Groups that so many nodes fill. */
    int groups(int nodes) {
        return (nodes + lanes - 1) / lanes;
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
