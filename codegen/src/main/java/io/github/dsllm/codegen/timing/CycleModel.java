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
     * Mean of {@link #cycles} over positions 0 … positions − 1, for token 0. Beyond {@value #EXACT} positions it is the integral over that
     * many pieces between which cycles grow evenly with the position, up to a few.
     */
    public double meanCycles(int positions) {
        double sum = 0;
        if (positions <= EXACT) {
            for (int position = 0; position < positions; position++) {
                sum += cycles(position, TOKEN);
            }
            return sum / positions;
        }
        int last = positions - 1;
        for (int piece = 0; piece < EXACT; piece++) {
            int from = (int) ((long) last * piece / EXACT);
            int to = (int) ((long) last * (piece + 1) / EXACT);
            double mean = (cycles(from, TOKEN) + cycles(to, TOKEN)) / 2.0;
            sum += mean * (to - from);
        }
        return sum / last;
    }
}
