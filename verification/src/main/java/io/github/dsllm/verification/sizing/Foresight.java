package io.github.dsllm.verification.sizing;

import io.github.dsllm.verification.fpga.FpgaPart;
import io.github.dsllm.verification.fpga.Resources;

/**
 * What is foreseen of a board.
 *
 * @param resources what it will take of an ECP5
 * @param clock highest frequency in hertz, speed grade 6
 */
public record Foresight(Resources resources, double clock) {
    /** A part counts as full when so much of its look-up tables and flip-flops is taken: the foreseen number may be too low, and a part that is full is hard to route. */
    private static final double FULL = 0.9;

    /** Models that have been fitted to runs. */
    public record Models(ResourceModel resources, ClockModel clock) {
        /** Fitted to the runs that come with the workbench. */
        public static Models recorded() {
            return new Models(ResourceModel.recorded(), ClockModel.recorded());
        }

        public Foresight of(Design design) {
            return new Foresight(resources.foresee(design), clock.foresee(design));
        }
    }

    /** What of a part may be taken. */
    public static Resources room(FpgaPart part) {
        Resources all = part.capacity();
        return new Resources(
                Math.round(FULL * all.logic()),
                0,
                Math.round(FULL * all.flipFlops()),
                all.multipliers(),
                all.blockRams(),
                all.largeRams());
    }

    public boolean fits(FpgaPart part) {
        return resources.excessOver(room(part)).isEmpty();
    }

    /** By how much the scarcest resource of a part is exceeded: 1 where it is just enough. */
    public double load(FpgaPart part) {
        Resources room = room(part);
        return Math.max(
                Math.max(
                        ratio(resources.logic() + resources.memoryLogic(), room.logic()),
                        ratio(resources.flipFlops(), room.flipFlops())),
                Math.max(
                        ratio(resources.multipliers(), room.multipliers()),
                        ratio(resources.blockRams(), room.blockRams())));
    }

    private static double ratio(long taken, long there) {
        return taken == 0 ? 0 : (double) taken / there;
    }
}
