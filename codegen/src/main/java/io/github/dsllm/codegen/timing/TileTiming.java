package io.github.dsllm.codegen.timing;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.timing.PostTiming.Target;
import io.github.dsllm.codegen.timing.PostTiming.Task;
import io.github.dsllm.codegen.timing.StreamTiming.Command;
import io.github.dsllm.codegen.timing.StreamTiming.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The control of one tile, cycle by cycle: fetch, dispatcher, the two engines and the units beside the lanes, without any data. Where nothing happens but
 * that a stream runs, {@link #quietUntil} says for how long.
 */
final class TileTiming {
    /** A tile's way to the mesh. */
    interface Departures {
        /** Whether a slot of this cycle may send. */
        boolean maySend();

        /** A slot of this cycle sends a group. */
        void send(TimedOperation operation, int group);
    }

    /** A tile's reload unit. */
    interface Reloads {
        /** Whether it takes a RELOAD in this cycle. */
        boolean mayReload();

        /** RELOADs that are not complete. */
        int incomplete();

        /** It takes a RELOAD of so many words in this cycle. */
        void reload(int words);
    }

    /** What TOKEN gets. */
    record Step(int position, int token) {}

    private static final int TASKS = 8;
    private static final int TOKEN_READS = 2;

    private final boolean isHost;
    private final boolean isCompact;
    private final Latency latency;
    private final Departures departures;
    private final Reloads reloads;
    private final FetchTiming fetch;
    private final DispatchTiming dispatcher;
    private final StreamTiming stream;
    private final PostTiming post;
    private final AttentionTiming attention;
    private final PendingTiming pending;
    private final ArrivalTiming arrivals = new ArrivalTiming();
    /** The stream that begins when the running one ends; nothing behind it is seen before. */
    private @Nullable Command following;

    private final Deque<Task> tasks = new ArrayDeque<>();
    private final Delay streamDone = new Delay();
    private final Delay nodesTaken = new Delay();
    private final Delay sumFreed = new Delay();
    private final Delay estimate = new Delay();
    private final Delay root = new Delay();
    private final Delay keyDone = new Delay();
    private final Delay valueDone = new Delay();
    private final Delay sampled = new Delay();
    private final Delay trained = new Delay();
    private final Delay stateWrite = new Delay();
    private final Delay result = new Delay();
    private final Delay sending = new Delay();
    private @Nullable TimedOperation sent;
    private int sentGroup;
    private boolean isWriting;
    private boolean hasResult;
    private boolean changes;
    private boolean hasToken;
    private boolean hasStepped;
    private int tokenReads;

    /**
     * @param program of the tile
     * @param isHost whether it is the tile that talks to the host
     * @param departures to the other tiles
     * @param reloads from the external memory
     */
    TileTiming(CoreParameters core, TimedProgram program, boolean isHost, Departures departures, Reloads reloads) {
        this.isHost = isHost;
        this.latency = Latency.of(core);
        this.departures = departures;
        this.reloads = reloads;
        this.fetch = core.compact() != null ? new SerialFetchTiming(program) : new QueuedFetchTiming(program);
        this.isCompact = core.compact() != null;
        this.attention = new AttentionTiming(isCompact);
        this.dispatcher = new DispatchTiming(core);
        this.stream = new StreamTiming(core);
        this.post = new PostTiming(core);
        this.pending = new PendingTiming(core.depths().stateGroups());
    }

    /** The beginning of a cycle. */
    void begin(long cycle) {
        isWriting = stateWrite.take(cycle);
        hasResult = result.take(cycle);
    }

    /** Whether the lanes can take an arrival in this cycle: they have no result of their own. */
    boolean mayReceive() {
        return !hasResult;
    }

    /** A group from another tile is taken, and written one cycle later. */
    void receive(int group) {
        arrivals.arrive(group);
        changes = true;
    }

    /** SAMPLE has its token in this cycle. */
    boolean hasToken() {
        return hasToken;
    }

    /** TOKEN took its step in this cycle. */
    boolean hasStepped() {
        return hasStepped;
    }

    /**
     * One cycle.
     *
     * @param step the step that TOKEN may take, null if there is none yet
     */
    void step(long cycle, @Nullable Step step) {
        boolean maySend = departures.maySend() && sent == null;
        if (sending.take(cycle) && sent != null) {
            departures.send(sent, sentGroup);
            sent = null;
        }
        boolean hasEstimate = estimate.take(cycle);
        boolean isStreamDone = streamDone.take(cycle);
        attention.evaluate(cycle);
        post.evaluate(new PostTiming.Inputs(
                root.take(cycle), attention.hasSums(), !attention.isReading(cycle), hasEstimate, maySend));
        stream.evaluate(attention.hasWeights(), dispatcher.keysPending(), dispatcher.valuesPending());
        dispatcher.evaluate(
                following == null ? fetch.next() : null,
                new DispatchTiming.Inputs(
                        stream, attention.mayAccept(), tasks.size() < TASKS, isIdle(), arrivals, reloads));
        hasToken = sampled.take(cycle);
        hasStepped = mayStep(step);
        if (hasStepped && step != null) {
            dispatcher.step(step.position(), step.token());
            arrivals.clear(dispatcher.group());
        }
        update(cycle, isStreamDone, hasEstimate);
    }

    private boolean isIdle() {
        return !stream.isActive() && !stream.hasEnded() && post.isIdle() && tasks.isEmpty() && !isWriting;
    }

    /** Tile 0 gets the step from the host; the others read it from the group that has arrived, which takes two cycles. */
    private boolean mayStep(@Nullable Step step) {
        if (step == null || !dispatcher.wantsStep()) {
            return false;
        }
        if (isHost) {
            return true;
        }
        if (!arrivals.hasArrived(dispatcher.group())) {
            return false;
        }
        tokenReads = tokenReads == TOKEN_READS ? 0 : tokenReads + 1;
        return tokenReads == 0;
    }

    private void update(long cycle, boolean isStreamDone, boolean hasEstimate) {
        boolean isKeyDone = keyDone.take(cycle);
        boolean isValueDone = valueDone.take(cycle);
        slot(cycle);
        if (dispatcher.takesArrival()) {
            arrivals.clear(dispatcher.group());
        }
        boolean isWalk = post.isWalk();
        Task accepted = isCompact ? dispatcher.task() : post.mayAccept() ? tasks.pollFirst() : null;
        Command dispatched = dispatcher.command();
        Command begun = isCompact ? dispatched : stream.mayAccept() ? following : null;
        boolean moves = dispatched != null;
        moves |= stream.update(begun, pending, nodesTaken.take(cycle), sumFreed.take(cycle));
        moves |= pending.update(cycle);
        if (begun != null) {
            following = null;
        }
        if (!isCompact && dispatched != null) {
            following = dispatched;
        }
        if (dispatcher.marks()) {
            pending.mark(dispatcher.group(), dispatcher.tag());
        }
        moves |= attention.update(cycle, isWalk, stream.takesWeights(), post.takesSums());
        if (begun != null && begun.kind() == Kind.SCORES) {
            attention.newScores();
        }
        if (dispatcher.dispatches(NodeFunction.ATTEND)) {
            attention.begin(dispatcher.position());
        }
        moves |= post.update(isStreamDone, hasEstimate, accepted);
        if (dispatcher.reloads()) {
            reloads.reload(dispatcher.reloadedWords());
        }
        if (dispatcher.task() != null && !isCompact) {
            tasks.add(dispatcher.task());
        }
        boolean taken = dispatcher.takes(hasStepped, hasToken, trained.take(cycle));
        moves |= fetch.step(taken);
        boolean startsSample = dispatcher.startsSample();
        moves |= dispatcher.update(taken, hasToken, isKeyDone, isValueDone);
        if (startsSample) {
            sampled.at(cycle + latency.sample(dispatcher.sampledGroups()));
        }
        if (dispatcher.startsTraining()) {
            trained.at(cycle + dispatcher.trainingCycles());
        }
        changes = moves || isWriting || hasResult || tokenReads != 0 || sent != null || post.isWaitingToSend();
    }

    private void slot(long cycle) {
        if (stream.finishes()) {
            streamDone.at(cycle + latency.stream());
        }
        if (stream.endsScores()) {
            attention.completes(cycle + latency.slotToScores() - 1);
        }
        if (post.takesSums()) {
            estimate.at(cycle + latency.estimate());
        }
        if (post.takesNodes()) {
            nodesTaken.at(cycle + latency.phases());
        }
        if (post.freesSum()) {
            sumFreed.at(cycle + latency.release());
        }
        if (post.walks() && post.isSilu()) {
            estimate.at(cycle + Latency.WALK);
        }
        Task task = post.task();
        if (post.issues() && task != null) {
            result(cycle, task);
        }
    }

    private void result(long cycle, Task task) {
        if (post.target() == Target.GROUP || post.target() == Target.STORED) {
            for (int phase = 0; phase <= latency.phases(); phase++) {
                result.at(cycle + latency.result() + phase);
            }
        }
        if (post.target() == Target.GROUP) {
            pending.settles(cycle + latency.settle(), post.writtenGroup(), task.tag());
            stateWrite.at(cycle + latency.write());
        }
        if (post.target() == Target.STORED) {
            Delay done = task.operation().is(NodeFunction.KEY) ? keyDone : valueDone;
            done.at(cycle + latency.store());
        }
        if (post.isLastSquare()) {
            root.at(cycle + latency.squareToRoot());
        }
        if (post.sends()) {
            sent = task.operation();
            sentGroup = post.writtenGroup();
            sending.at(cycle + 1);
        }
    }

    /** The first cycle from {@code cycle} on in which more than a slot of the running stream happens, if no other tile disturbs. */
    long quietUntil(long cycle) {
        if (changes) {
            return cycle;
        }
        long event = Math.min(Math.min(streamDone.next(), estimate.next()), Math.min(keyDone.next(), valueDone.next()));
        event = Math.min(
                event, Math.min(root.next(), Math.min(sampled.next(), Math.min(result.next(), stateWrite.next()))));
        event = Math.min(event, Math.min(trained.next(), Math.min(nodesTaken.next(), sumFreed.next())));
        event = Math.min(event, Math.min(pending.nextEvent(), attention.nextEvent()));
        long quiet = stream.quietCycles();
        return Math.max(cycle, quiet == Long.MAX_VALUE ? event : Math.min(event, cycle + quiet));
    }

    /** Runs only the stream. */
    void skip(long cycles) {
        stream.skip(cycles);
    }
}
