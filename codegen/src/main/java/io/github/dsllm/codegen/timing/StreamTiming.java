package io.github.dsllm.codegen.timing;

import io.github.dsllm.codegen.chip.CoreParameters;
import org.jspecify.annotations.Nullable;

/** The stream engine of a tile: which slot of which loop is issued in a cycle. The fields are its registers. */
final class StreamTiming {
    enum Kind {
        LINEAR,
        SCORES,
        ATTEND,
        EMBED
    }

    /** What the dispatcher asks for. */
    record Command(Kind kind, int source, int count) {}

    private final int lanes;
    private final boolean isCompact;
    private boolean active;
    private Kind kind = Kind.LINEAR;
    private int left;
    private int index;
    private boolean isFilled;
    private int nextGroup;
    private int groupsLeft;
    /** Whether the source register holds nodes of EMBED that no post slot has used yet; nothing fills it before. */
    private boolean isWaiting;
    /** Streams that run or wait to be settled. */
    private int unsettled;
    /** Whether the last slot is on its way to the lanes, where it takes a cycle. */
    private boolean hasEnded;

    // of the current cycle
    private boolean issues;
    private boolean ends;
    private boolean finishes;
    private boolean takesWeights;
    private boolean endsScores;

    StreamTiming(CoreParameters core) {
        this.lanes = core.lanes();
        this.isCompact = core.compact() != null;
    }

    /**
     * What happens in this cycle.
     *
     * @param hasWeights a row of weights is at hand
     */
    void evaluate(boolean hasWeights, boolean keysPending, boolean valuesPending) {
        boolean isLastRow = left == 1;
        boolean isSumKept = !isCompact && unsettled == 2;
        boolean mayIssue = switch (kind) {
            case LINEAR -> isFilled && !(isLastRow && isSumKept);
            case SCORES -> isFilled && !(isLastRow && keysPending);
            case ATTEND -> hasWeights && !(isLastRow && (valuesPending || isSumKept));
            case EMBED -> !isWaiting;
        };
        issues = active && mayIssue;
        boolean isLast = kind == Kind.EMBED ? isLastIndex() && left <= 1 : isLastRow;
        ends = issues && isLast;
        takesWeights = issues && kind == Kind.ATTEND;
        endsScores = ends && kind == Kind.SCORES;
        finishes = issues && kind != Kind.SCORES && (isLast || (kind == Kind.EMBED && isLastIndex()));
    }

    boolean isActive() {
        return active;
    }

    /** The last slot has not reached the lanes. */
    boolean hasEnded() {
        return hasEnded;
    }

    boolean isAttention() {
        return active && (kind == Kind.SCORES || kind == Kind.ATTEND);
    }

    boolean mayAccept() {
        return !active || ends;
    }

    /** The last slot that a post task waits for is issued. */
    boolean finishes() {
        return finishes;
    }

    boolean takesWeights() {
        return takesWeights;
    }

    boolean endsScores() {
        return endsScores;
    }

    /** Whether the running stream has yet to read a group. */
    boolean isUnread(int group) {
        return active && groupsLeft != 0 && group >= nextGroup && group < nextGroup + groupsLeft;
    }

    /**
     * The end of the cycle.
     *
     * @param command what begins now, null if nothing does
     * @param sumFreed the sum of a stream has left the accumulators for good
     * @return whether more than a counter changed
     */
    boolean update(@Nullable Command command, PendingTiming pending, boolean isTaken, boolean sumFreed) {
        boolean fillsFirst = command != null && (command.kind() == Kind.LINEAR || command.kind() == Kind.SCORES);
        boolean needsFill =
                active && groupsLeft != 0 && (!isFilled || (issues && kind == Kind.LINEAR && isLastIndex()));
        int wanted = command != null ? command.source() : nextGroup;
        boolean isUntaken = isWaiting || (issues && kind == Kind.EMBED);
        boolean fills = (fillsFirst || (needsFill && !mayAccept())) && !pending.isPending(wanted) && !isUntaken;
        boolean changes =
                command != null || ends || hasEnded || fills || isTaken || sumFreed || (issues && isLastIndex());
        boolean accumulates = command != null && (command.kind() == Kind.LINEAR || command.kind() == Kind.ATTEND);
        unsettled += (accumulates ? 1 : 0) - (sumFreed ? 1 : 0);
        hasEnded = ends && !isCompact;
        if (issues) {
            advance();
        }
        if (isTaken) {
            isWaiting = false;
        }
        if (fills) {
            isFilled = true;
            nextGroup++;
            groupsLeft--;
        }
        if (command != null) {
            begin(command, fills);
        }
        return changes;
    }

    /** Cycles in which nothing else happens than that the next slots are issued, if nobody disturbs. */
    long quietCycles() {
        if (!active || !issues) {
            return Long.MAX_VALUE;
        }
        int untilLastRow = left - 1;
        int untilLastIndex = lanes - 1 - index;
        return switch (kind) {
            case LINEAR -> Math.min(untilLastRow, untilLastIndex);
            case SCORES, ATTEND -> untilLastRow;
            case EMBED -> untilLastIndex;
        };
    }

    /** As many slots of quiet cycles. */
    void skip(long cycles) {
        if (active && issues) {
            index = (int) ((index + cycles) % lanes);
            left = (int) Math.max(0, left - cycles);
        }
    }

    private void advance() {
        boolean wasLastIndex = isLastIndex();
        index = (index + 1) % lanes;
        left = Math.max(0, left - 1);
        if (kind == Kind.LINEAR && wasLastIndex) {
            isFilled = false;
        }
        if (kind == Kind.EMBED && wasLastIndex) {
            isWaiting = true;
        }
        if (ends) {
            active = false;
        }
    }

    private void begin(Command command, boolean fills) {
        active = true;
        kind = command.kind();
        left = command.count();
        index = 0;
        isFilled = fills;
        nextGroup = command.source() + (fills ? 1 : 0);
        int groups = switch (kind) {
            case LINEAR -> (command.count() + lanes - 1) / lanes;
            case SCORES -> 1;
            case ATTEND, EMBED -> 0;
        };
        groupsLeft = groups - (fills ? 1 : 0);
        if (kind == Kind.EMBED) {
            isWaiting = false;
        }
    }

    private boolean isLastIndex() {
        return index == lanes - 1;
    }
}
