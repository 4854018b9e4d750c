package io.github.dsllm.codegen.timing;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.schedule.Program;
import java.util.List;

/**
 * The cycles that the core takes for a position, from the schedule alone.
 *
 * <p>It steps through the control of tiles and mesh as docs/core.md describes it and leaves the data out. The host is never waited for; sampling is greedy.
 */
public final class CycleModel {
    private static final int EXACT = 32;
    private static final double STRAIGHT = 1e-3;
    private static final int TOKEN = 0;

    private final CoreParameters core;
    private final List<TimedProgram> programs;

    /**
     * @param core the hardware
     * @param programs one per tile, row by row
     */
    public CycleModel(CoreParameters core, List<Program> programs) {
        this.core = core;
        this.programs = programs.stream()
                .map(program -> new TimedProgram(program.instructions(), program.descriptors()))
                .toList();
    }

    public static CycleModel of(ChipImage image) {
        return new CycleModel(
                image.core(),
                image.tiles().stream()
                        .map(tile -> new Program(tile.program(), tile.descriptors(), tile.operators()))
                        .toList());
    }

    /**
     * Cycles from the step being taken to its token being there, as co-simulation counts them.
     *
     * @param position 0 … context − 1
     * @param token the token that is put in, which decides on the tile that embeds it
     */
    public long cycles(int position, int token) {
        return new CoreTiming(core, programs).cycles(new TileTiming.Step(position, token));
    }

    /**
     * Mean of {@link #cycles} over positions 0 … positions − 1, for token 0. Beyond {@value #EXACT} positions only some are computed: a piece is halved until the
     * position in its middle lies on the line between its ends, within a thousandth. Cycles are sums of what is waited for longest, each of which grows
     * evenly with the position, so that they bend upwards only, and a piece whose middle is on the line has no bend.
     */
    public double meanCycles(int positions) {
        int last = positions - 1;
        if (positions <= EXACT) {
            double sum = 0;
            for (int position = 0; position <= last; position++) {
                sum += cycles(position, TOKEN);
            }
            return sum / positions;
        }
        return sum(0, cycles(0, TOKEN), last, cycles(last, TOKEN)) / last;
    }

    /** Cycles of the positions from one to another, the ends by halves. */
    private double sum(int first, double cyclesFirst, int last, double cyclesLast) {
        double line = (cyclesFirst + cyclesLast) / 2 * (last - first);
        if (last - first < 2) {
            return line;
        }
        int middle = (first + last) / 2;
        double cycles = cycles(middle, TOKEN);
        double expected = cyclesFirst + (cyclesLast - cyclesFirst) * (middle - first) / (last - first);
        if (Math.abs(cycles - expected) > STRAIGHT * cycles) {
            return sum(first, cyclesFirst, middle, cycles) + sum(middle, cycles, last, cyclesLast);
        }
        return (cyclesFirst + cycles) / 2 * (middle - first) + (cycles + cyclesLast) / 2 * (last - middle);
    }
}
