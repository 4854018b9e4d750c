package io.github.dsllm.codegen.timing;

/** The attention unit of a tile: from complete scores to a queue of weights and their sums. */
final class AttentionTiming {
    private static final int ROOM = Latency.WEIGHT + 3;
    private static final int COMPACT_ROOM = 2;

    private final Delay complete = new Delay();
    private final Delay weights = new Delay();
    private boolean isComplete;
    private boolean active;
    private int position;
    private int next;
    private int received;
    private int credits;
    private int queued;
    private boolean isSummed;
    private long lastRead = Long.MIN_VALUE / 2;

    // of the current cycle
    private boolean hasWeight;

    AttentionTiming(boolean isCompact) {
        credits = isCompact ? COMPACT_ROOM : ROOM;
    }

    void evaluate(long cycle) {
        hasWeight = weights.take(cycle);
    }

    boolean hasWeights() {
        return queued > 0 || hasWeight;
    }

    boolean hasSums() {
        return isSummed;
    }

    /** Whether a row is on its way through the exponential units. */
    boolean isReading(long cycle) {
        return cycle - lastRead <= Latency.WEIGHT;
    }

    boolean mayAccept() {
        return !active && !isSummed;
    }

    /** SCORES was dispatched: the old scores are of no use any more. */
    void newScores() {
        isComplete = false;
    }

    /** The last row of SCORES is known in this cycle. */
    void completes(long cycle) {
        complete.at(cycle);
    }

    /**
     * The end of the cycle.
     *
     * @param isHeld somebody else needs the exponential units
     * @return whether anything moved
     */
    boolean update(long cycle, boolean isHeld, boolean takesWeight, boolean takesSums) {
        boolean reads = active && next <= position && isComplete && !isHeld && credits > 0;
        boolean completed = complete.take(cycle);
        if (reads) {
            next++;
            lastRead = cycle;
            weights.at(cycle + Latency.WEIGHT);
        }
        credits += (takesWeight ? 1 : 0) - (reads ? 1 : 0);
        queued += (hasWeight ? 1 : 0) - (takesWeight ? 1 : 0);
        if (completed) {
            isComplete = true;
        }
        if (hasWeight) {
            if (received == position) {
                isSummed = true;
                active = false;
            }
            received++;
        }
        if (takesSums) {
            isSummed = false;
        }
        return reads || hasWeight || completed || takesWeight || takesSums;
    }

    void begin(int atPosition) {
        active = true;
        position = atPosition;
        next = 0;
        received = 0;
    }

    long nextEvent() {
        return Math.min(complete.next(), weights.next());
    }
}
