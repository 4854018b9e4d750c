package io.github.dsllm.codegen.timing;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.isa.Opcode;
import io.github.dsllm.codegen.timing.PostTiming.Task;
import io.github.dsllm.codegen.timing.StreamTiming.Command;
import io.github.dsllm.codegen.timing.StreamTiming.Kind;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The dispatcher of a tile: which instruction is handed on in a cycle. The fields are its registers. */
final class DispatchTiming {
    private static final Set<NodeFunction> MARKING = EnumSet.of(
            NodeFunction.LINEAR,
            NodeFunction.NORM,
            NodeFunction.ROPE,
            NodeFunction.ATTEND,
            NodeFunction.SILU,
            NodeFunction.PRODUCT,
            NodeFunction.TABLE,
            NodeFunction.CLAMP);

    private final CoreParameters core;
    private int token;
    private int position;
    private int keys;
    private int values;
    private int tag;
    private int marked;
    private boolean isPrepared;
    private boolean isSampling;
    private boolean isTraining;
    private boolean ownsToken;
    /** Whether the instruction had nothing to wait for in the cycle before. */
    private boolean isChecked;
    /** Whether everything before the instruction was done in the cycle before. */
    private boolean isStill;

    // of the current cycle
    private boolean mayDispatch;
    private boolean isIdle;
    private boolean dispatches;
    private boolean marks;
    private boolean isLastMark;
    private boolean takesArrival;
    private boolean passes;
    private boolean wantsStep;
    private boolean startsSample;
    private boolean startsTraining;
    private boolean prepares;
    private boolean reloads;
    private int group;
    private @Nullable TimedOperation operation;
    private @Nullable Command command;
    private @Nullable Task task;

    DispatchTiming(CoreParameters core) {
        this.core = core;
    }

    /** What the tile shows in this cycle. */
    record Inputs(
            StreamTiming stream,
            boolean mayTakeWeights,
            boolean mayQueueTask,
            boolean isIdle,
            ArrivalTiming arrivals,
            TileTiming.Reloads reloads) {}

    void evaluate(@Nullable TimedOperation next, Inputs inputs) {
        operation = next;
        mayDispatch = false;
        isIdle = next != null && inputs.isIdle();
        boolean isQuiet = core.compact() == null ? isStill : isIdle;
        dispatches = false;
        marks = false;
        isLastMark = false;
        takesArrival = false;
        passes = false;
        wantsStep = false;
        startsSample = false;
        startsTraining = false;
        prepares = false;
        reloads = false;
        command = null;
        task = null;
        if (next == null) {
            return;
        }
        Opcode opcode = next.instruction().opcode();
        if (opcode == Opcode.N_LOCK || opcode == Opcode.C_LOCK) {
            passes = true;
            return;
        }
        if (next.descriptor().has(Flag.OWNER) && isPassedOver(next.function())) {
            passes = true;
            return;
        }
        group = next.group() + marked;
        switch (next.function()) {
            case TOKEN -> wantsStep = isQuiet;
            case SAMPLE -> startsSample = isQuiet && !isSampling;
            case ARRIVE -> {
                takesArrival = inputs.arrivals().hasArrived(group);
            }
            case EMBED -> embed(next, inputs);
            case RELOAD -> reload(next, inputs);
            case EVOLVE, STORE -> {
                passes = !isForToken(next.descriptor());
                startsTraining = !passes && isQuiet && !isTraining;
            }
            default -> issue(next, inputs);
        }
    }

    /** EVOLVE is for tokens below {@code steps}, STORE for the others. */
    private boolean isForToken(Descriptor descriptor) {
        boolean isBelow = token < descriptor.steps();
        return descriptor.steps() == 0 || isBelow == (descriptor.function() == NodeFunction.EVOLVE);
    }

    private boolean isPassedOver(NodeFunction function) {
        return switch (function) {
            case SEND -> !ownsToken;
            case ARRIVE -> ownsToken;
            default -> false;
        };
    }

    private void embed(TimedOperation next, Inputs inputs) {
        if (!isPrepared) {
            prepares = true;
            return;
        }
        if (isOwner(next.descriptor())) {
            issue(next, inputs);
        } else {
            passes = true;
        }
    }

    private void reload(TimedOperation next, Inputs inputs) {
        boolean isByToken = next.descriptor().has(Flag.OWNER);
        if (isByToken && !isPrepared) {
            prepares = true;
        } else if (isByToken && !isOwner(next.descriptor())) {
            passes = true;
        } else {
            reloads = inputs.reloads().mayReload();
        }
    }

    private void issue(TimedOperation next, Inputs inputs) {
        Descriptor descriptor = next.descriptor();
        NodeFunction function = descriptor.function();
        StreamTiming stream = inputs.stream();
        boolean isMarking = core.compact() == null && (MARKING.contains(function) || function == NodeFunction.EMBED);
        boolean isMany = isMarking && (function == NodeFunction.NORM || function == NodeFunction.EMBED);
        isLastMark = !isMany || marked + 1 >= groups(descriptor);
        boolean mayMark = !isMarking || !stream.isUnread(group);
        boolean isStore = function == NodeFunction.KEY || function == NodeFunction.VALUE;
        boolean mayRead = !descriptor.has(Flag.LOADED) || inputs.reloads().incomplete() <= descriptor.shift2();
        boolean isReady = mayRead
                && (core.compact() == null || inputs.isIdle())
                && isLastMark
                && mayMark
                && (!isStore || !stream.isAttention());
        Command started = command(descriptor);
        boolean isPost = function != NodeFunction.SCORES;
        mayDispatch = isReady
                && (function != NodeFunction.ATTEND || inputs.mayTakeWeights())
                && (!isPost || inputs.mayQueueTask());
        dispatches = core.compact() == null ? isChecked : mayDispatch;
        marks = isMarking && mayMark && (!isLastMark || dispatches);
        if (dispatches) {
            command = started;
            task = isPost ? new Task(next, tag) : null;
        }
    }

    private @Nullable Command command(Descriptor descriptor) {
        return switch (descriptor.function()) {
            case LINEAR -> new Command(Kind.LINEAR, descriptor.source(), descriptor.count());
            case SCORES -> new Command(Kind.SCORES, descriptor.source(), position + 1);
            case ATTEND -> new Command(Kind.ATTEND, 0, position + 1);
            case EMBED -> new Command(Kind.EMBED, 0, descriptor.count());
            default -> null;
        };
    }

    private boolean isOwner(Descriptor descriptor) {
        int rowGroup = token / core.lanes();
        return rowGroup >= descriptor.source() && rowGroup < descriptor.source() + descriptor.second();
    }

    private int groups(Descriptor descriptor) {
        return (descriptor.count() + core.lanes() - 1) / core.lanes();
    }

    @Nullable
    Command command() {
        return command;
    }

    @Nullable
    Task task() {
        return task;
    }

    boolean dispatches(NodeFunction function) {
        return dispatches && operation != null && operation.is(function);
    }

    boolean marks() {
        return marks;
    }

    int group() {
        return group;
    }

    int tag() {
        return tag;
    }

    boolean wantsStep() {
        return wantsStep;
    }

    boolean startsSample() {
        return startsSample;
    }

    /** Whether EVOLVE or STORE begins. */
    boolean startsTraining() {
        return startsTraining;
    }

    /** Cycles of EVOLVE or STORE from its beginning to its end. */
    int trainingCycles() {
        if (operation == null) {
            return 0;
        }
        int words = operation.descriptor().count();
        return operation.is(NodeFunction.EVOLVE) ? words + Latency.EVOLVE : 2 * words;
    }

    /** Whether a RELOAD goes to the reload unit. */
    boolean reloads() {
        return reloads;
    }

    int reloadedWords() {
        return operation == null ? 0 : operation.descriptor().count();
    }

    /** Groups of logits that SAMPLE reads. */
    int sampledGroups() {
        return operation == null ? 0 : groups(operation.descriptor());
    }

    boolean takesArrival() {
        return takesArrival;
    }

    int position() {
        return position;
    }

    boolean keysPending() {
        return keys != 0;
    }

    boolean valuesPending() {
        return values != 0;
    }

    /** Whether the instruction leaves the queue in this cycle. */
    boolean takes(boolean stepped, boolean sampled, boolean trained) {
        return dispatches || reloads || passes || takesArrival || stepped || (isSampling && sampled) || trained;
    }

    /** A position begins. */
    void step(int atPosition, int withToken) {
        position = atPosition;
        token = withToken;
        ownsToken = false;
    }

    /**
     * The end of the cycle.
     *
     * @return whether anything moved
     */
    boolean update(boolean taken, boolean sampled, boolean keyDone, boolean valueDone) {
        boolean changes = taken
                || marks
                || takesArrival
                || prepares
                || startsSample
                || startsTraining
                || sampled
                || keyDone
                || valueDone
                || isChecked != mayDispatch
                || isStill != isIdle;
        isChecked = mayDispatch && !taken;
        isStill = isIdle && !taken;
        if (marks && !isLastMark) {
            marked++;
        }
        if (dispatches) {
            marked = 0;
            tag += task == null ? 0 : 1;
        }
        keys += (dispatches(NodeFunction.KEY) ? 1 : 0) - (keyDone ? 1 : 0);
        values += (dispatches(NodeFunction.VALUE) ? 1 : 0) - (valueDone ? 1 : 0);
        if (startsSample) {
            isSampling = true;
        }
        if (sampled) {
            isSampling = false;
        }
        isTraining = !taken && (isTraining || startsTraining);
        isPrepared = !taken && (isPrepared || prepares);
        if (taken && operation != null && operation.is(NodeFunction.EMBED)) {
            ownsToken = isOwner(operation.descriptor());
        }
        return changes;
    }
}
