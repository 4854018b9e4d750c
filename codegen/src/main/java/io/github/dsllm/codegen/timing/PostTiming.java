package io.github.dsllm.codegen.timing;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.NodeFunction;
import org.jspecify.annotations.Nullable;

/** The post engine of a tile: one short sequence of slots per task, in program order (docs/core.md §1, table). The fields are its registers. */
final class PostTiming {
    /** A task and the tag of its groups. */
    record Task(TimedOperation operation, int tag) {}

    /** Where the result of a slot goes, as far as time depends on it. */
    enum Target {
        REGISTER,
        GROUP,
        STORED,
        RESIDUE,
        SQUARE
    }

    private enum Phase {
        SETTLE,
        TRAJECTORY,
        FINISH,
        SUMS,
        NUMERATOR,
        ESTIMATE,
        RESIDUE,
        CORRECT,
        RELAX,
        SQUARE,
        ROOT,
        SCALE,
        GAIN,
        ROTATE_FIRST,
        ROTATE_SECOND,
        ROTATE_THIRD,
        SINGLE,
        EMBED,
        MAGNITUDE,
        WALK,
        WALKED,
        TABLE,
        SEND
    }

    private final CoreParameters core;
    private final int deepening;
    private boolean active;
    private @Nullable Task task;
    private Phase phase = Phase.SETTLE;
    private int drain;
    private int busy;
    private int finished;
    private int iteration;
    private int group;
    private int left;

    // of the current cycle
    private boolean issues;
    private Target target = Target.REGISTER;
    private int writtenGroup;
    private boolean ends;
    private boolean consumes;
    private boolean advances;
    private boolean freesSum;
    private boolean takesNodes;
    private boolean takesSums;
    private boolean walks;
    private boolean sends;
    private boolean isLastSquare;
    private Phase next = Phase.SETTLE;

    PostTiming(CoreParameters core) {
        this.core = core;
        this.deepening = core.deepening();
    }

    /** What others show in this cycle. */
    record Inputs(boolean hasRoot, boolean hasSums, boolean mayWalk, boolean hasEstimate, boolean maySend) {}

    void evaluate(Inputs inputs) {
        issues = false;
        ends = false;
        consumes = false;
        advances = false;
        freesSum = false;
        takesNodes = false;
        takesSums = false;
        walks = false;
        sends = false;
        isLastSquare = false;
        next = phase;
        if (active && task != null) {
            evaluate(task.operation(), inputs);
        }
    }

    private void evaluate(TimedOperation operation, Inputs inputs) {
        Descriptor descriptor = operation.descriptor();
        boolean isFree = busy == 0;
        boolean isDrained = drain == 0;
        boolean mayIssue = isFree && isDrained;
        boolean isAttend = operation.is(NodeFunction.ATTEND);
        writtenGroup = operation.group();
        switch (phase) {
            case SETTLE -> {
                boolean isTrajectory = descriptor.steps() != 0 && core.trajectory();
                if (mayIssue && finished != 0) {
                    issue(isTrajectory ? Target.REGISTER : Target.GROUP, Phase.TRAJECTORY);
                    consumes = true;
                    freesSum = true;
                    iteration = descriptor.steps();
                    ends = !isTrajectory;
                }
            }
            case TRAJECTORY -> {
                if (mayIssue) {
                    issue(Target.REGISTER, iteration <= 1 ? Phase.FINISH : Phase.TRAJECTORY);
                    iteration--;
                }
            }
            case FINISH, SINGLE, TABLE -> {
                if (mayIssue) {
                    boolean isStored = operation.is(NodeFunction.VALUE);
                    issue(isStored ? Target.STORED : Target.GROUP, phase);
                    ends = true;
                }
            }
            case SUMS -> {
                takesSums = inputs.hasSums();
                next = takesSums ? Phase.WALKED : phase;
            }
            case NUMERATOR -> {
                if (mayIssue && (!isAttend || finished != 0)) {
                    Phase relaxation = descriptor.steps() <= 1 ? Phase.FINISH : Phase.RELAX;
                    issue(Target.REGISTER, descriptor.has(Flag.PLAIN) ? relaxation : Phase.ESTIMATE);
                    consumes = isAttend;
                    freesSum = isAttend;
                    iteration = descriptor.steps() - 1;
                }
            }
            case ESTIMATE -> {
                if (mayIssue) {
                    issue(Target.REGISTER, iteration == 0 ? Phase.FINISH : Phase.RESIDUE);
                }
            }
            case RESIDUE -> {
                if (mayIssue) {
                    issue(Target.REGISTER, Phase.CORRECT);
                }
            }
            case CORRECT, RELAX -> {
                if (mayIssue) {
                    Phase again = phase == Phase.CORRECT ? Phase.RESIDUE : Phase.RELAX;
                    issue(Target.REGISTER, iteration <= 1 ? Phase.FINISH : again);
                    iteration--;
                }
            }
            case SQUARE -> {
                if (isFree && (isDrained || group != 0)) {
                    isLastSquare = isLastGroup();
                    issue(Target.SQUARE, isLastSquare ? Phase.ROOT : phase);
                    advances = !isLastSquare;
                }
            }
            case ROOT -> {
                if (inputs.hasRoot()) {
                    next = Phase.SCALE;
                    group = 0;
                    left = descriptor.count();
                }
            }
            case SCALE -> {
                boolean gains = descriptor.has(Flag.GAIN);
                writtenGroup += group;
                if (isFree) {
                    issue(gains ? Target.REGISTER : Target.GROUP, gains ? Phase.GAIN : phase);
                    advances = !gains;
                    ends = !gains && isLastGroup();
                }
            }
            case GAIN -> {
                writtenGroup += group;
                if (mayIssue) {
                    issue(Target.GROUP, Phase.SCALE);
                    advances = true;
                    ends = isLastGroup();
                }
            }
            case ROTATE_FIRST -> {
                if (mayIssue) {
                    issue(Target.REGISTER, Phase.ROTATE_SECOND);
                }
            }
            case ROTATE_SECOND -> {
                if (isFree) {
                    issue(Target.REGISTER, Phase.ROTATE_THIRD);
                }
            }
            case ROTATE_THIRD -> {
                if (mayIssue) {
                    issue(operation.is(NodeFunction.KEY) ? Target.STORED : Target.GROUP, phase);
                    ends = true;
                }
            }
            case EMBED -> {
                writtenGroup += group;
                if (isFree && finished != 0) {
                    issue(Target.GROUP, phase);
                    consumes = true;
                    takesNodes = true;
                    advances = true;
                    ends = isLastGroup();
                }
            }
            case MAGNITUDE -> {
                if (mayIssue) {
                    issue(Target.RESIDUE, Phase.WALK);
                    iteration = operation.is(NodeFunction.TABLE) ? core.lanes() : core.clusterLanes();
                }
            }
            case WALK -> {
                boolean isTable = operation.is(NodeFunction.TABLE);
                walks = isDrained && (isTable || inputs.mayWalk());
                if (walks) {
                    if (iteration <= 1) {
                        next = isTable ? Phase.TABLE : Phase.WALKED;
                    }
                    iteration--;
                }
            }
            case WALKED -> {
                if (left <= 1 && inputs.hasEstimate()) {
                    next = Phase.NUMERATOR;
                }
            }
            case SEND -> {
                if (mayIssue && inputs.maySend()) {
                    issue(Target.REGISTER, phase);
                    sends = true;
                    ends = true;
                }
            }
        }
    }

    boolean issues() {
        return issues;
    }

    Target target() {
        return target;
    }

    /** The group that the slot writes, or that leaves. */
    int writtenGroup() {
        return writtenGroup;
    }

    @Nullable
    Task task() {
        return task;
    }

    boolean freesSum() {
        return freesSum;
    }

    /** The nodes of the source register that EMBED collected are used. */
    boolean takesNodes() {
        return takesNodes;
    }

    boolean takesSums() {
        return takesSums;
    }

    boolean walks() {
        return walks;
    }

    boolean sends() {
        return sends;
    }

    /** Whether a send waits for the mesh. */
    boolean isWaitingToSend() {
        return active && phase == Phase.SEND;
    }

    boolean isLastSquare() {
        return isLastSquare;
    }

    /** Whether a lane walks or waits to: the exponential units are taken. */
    boolean isWalk() {
        return active && isSilu() && (phase == Phase.MAGNITUDE || phase == Phase.WALK || phase == Phase.WALKED);
    }

    boolean isSilu() {
        return task != null && task.operation().is(NodeFunction.SILU);
    }

    boolean mayAccept() {
        return !active;
    }

    boolean isIdle() {
        return !active && drain == 0;
    }

    /**
     * The end of the cycle.
     *
     * @param accepted the task that begins now, null if none does
     * @return whether anything moved
     */
    boolean update(boolean streamDone, boolean hasEstimate, @Nullable Task accepted) {
        boolean changes = issues
                || walks
                || takesSums
                || next != phase
                || drain != 0
                || busy != 0
                || streamDone
                || accepted != null;
        if (hasEstimate && isSilu()) {
            left--;
            changes = true;
        }
        if (advances) {
            group++;
            left -= core.lanes();
        }
        if (issues) {
            drain = switch (target) {
                case GROUP, STORED -> 4 + deepening + core.unitLanes();
                case RESIDUE -> 4 + deepening;
                case REGISTER, SQUARE -> 3;
            };
            busy = core.unitLanes() - 1;
        } else {
            drain = Math.max(0, drain - 1);
            busy = Math.max(0, busy - 1);
        }
        finished += (streamDone ? 1 : 0) - (consumes ? 1 : 0);
        phase = next;
        if (ends) {
            active = false;
        }
        if (accepted != null) {
            begin(accepted);
        }
        return changes;
    }

    private void begin(Task accepted) {
        active = true;
        task = accepted;
        Descriptor descriptor = accepted.operation().descriptor();
        phase = first(descriptor.function());
        group = 0;
        left = switch (descriptor.function()) {
            case SILU -> core.clusterLanes();
            case ATTEND -> 0;
            default -> descriptor.count();
        };
    }

    private static Phase first(NodeFunction function) {
        return switch (function) {
            case EMBED -> Phase.EMBED;
            case NORM -> Phase.SQUARE;
            case ROPE, KEY -> Phase.ROTATE_FIRST;
            case VALUE, PRODUCT, CLAMP -> Phase.SINGLE;
            case ATTEND -> Phase.SUMS;
            case SILU, TABLE -> Phase.MAGNITUDE;
            case SEND -> Phase.SEND;
            default -> Phase.SETTLE;
        };
    }

    private void issue(Target to, Phase then) {
        issues = true;
        target = to;
        next = then;
    }

    private boolean isLastGroup() {
        return left <= core.lanes();
    }
}
