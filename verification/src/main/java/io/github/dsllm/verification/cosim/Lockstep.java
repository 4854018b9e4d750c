package io.github.dsllm.verification.cosim;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.sim.golden.End;
import io.github.dsllm.sim.golden.GoldenMachine;
import io.github.dsllm.sim.golden.Output;
import io.github.dsllm.verification.simulator.CoreListener;
import io.github.dsllm.verification.simulator.ExecutedProgram;
import io.github.dsllm.verification.simulator.SimulationFailure;
import io.github.dsllm.verification.simulator.StoryEnd;
import io.github.dsllm.verification.simulator.StoryRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Compares what the RTL tells with what the golden model does, position by position, while the RTL runs on in its own process. */
final class Lockstep implements CoreListener {

    /** Thrown through the session when a position is complete and differs: nothing after it is of interest. */
    static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stop() {
            super(null, null, false, false);
        }
    }

    private final ChipImage image;
    private final GoldenMachine golden;
    private final IntConsumer progress;
    private final Measurements measurements;
    private final Map<Integer, GoldenPosition> open = new HashMap<>();
    private final List<String> tokenDifferences = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final List<String> storedByGolden = new ArrayList<>();
    private final List<String> storedByRtl = new ArrayList<>();
    private final Map<Integer, Long> firstCycles = new HashMap<>();
    private long startCycle;
    private int nextPosition;
    private int lastPosition;
    private boolean goldenEnded;
    private int offered;
    private long compared;
    private long mismatches;
    private long saturations;
    private int tokens;
    private long storedWords;
    private @Nullable Difference first;

    Lockstep(ChipImage image, GoldenMachine golden, IntConsumer progress) {
        this.image = image;
        this.golden = golden;
        this.progress = progress;
        this.measurements = new Measurements(image);
        golden.stored((word, masters) -> storedByGolden.add(stored(masters, word)));
    }

    /** Called when the core is reset. */
    void reset() {
        golden.reset();
    }

    /**
     * @param cycle cycles since the reset
     */
    void start(StoryRequest story, long cycle) {
        startCycle = cycle;
        golden.receive(story.prompt(), story.controls());
        open.clear();
        outputs.clear();
        storedByGolden.clear();
        storedByRtl.clear();
        firstCycles.clear();
        nextPosition = 0;
        offered = Math.min(story.prompt().size(), image.core().depths().context()) - 1;
        lastPosition = story.lastPosition();
        goldenEnded = false;
    }

    @Override
    public void executed(ExecutedProgram program) {
        GoldenPosition expected = golden(program.position());
        if (program.position() > lastPosition) {
            return;
        }
        if (expected == null) {
            tokenDifferences.add("the RTL runs position " + program.position() + ", where the golden model has ended");
            throw new Stop();
        }
        long reached = 0;
        for (int pc = 0; pc < program.digests().length; pc++) {
            reached = Math.max(reached, program.lastCycles()[pc]);
            compare(program, pc, expected, reached);
        }
        compared += program.digests().length;
        Long firstCycle = firstCycles.remove(program.position());
        if (program.tile() == 0 && firstCycle != null) {
            measurements.add(program, firstCycle);
        }
        if (--expected.tilesToCompare == 0) {
            open.remove(program.position());
            if (first != null) {
                throw new Stop();
            }
        }
    }

    private void compare(ExecutedProgram program, int pc, GoldenPosition expected, long cycle) {
        int tile = program.tile();
        saturations += program.saturations()[pc];
        if (program.digests()[pc] == expected.digests[tile][pc]
                && program.saturations()[pc] == expected.saturations[tile][pc]) {
            return;
        }
        mismatches++;
        if (first == null || cycle - startCycle < first.cycle()) {
            var tileImage = image.tiles().get(tile);
            var instruction = tileImage.program().get(pc);
            first = new Difference(
                    program.position(),
                    tile,
                    pc,
                    tileImage.operators().get(pc),
                    tileImage.descriptorOf(instruction).function().name(),
                    expected.saturations[tile][pc],
                    program.saturations()[pc],
                    cycle - startCycle,
                    List.of(),
                    List.of(),
                    null);
        }
    }

    @Override
    public void done(int position, int token, long cycles, long firstCycle) {
        Output expected = output(position);
        measurements.add(position, expected == null ? -1 : expected.input(), cycles);
        firstCycles.put(position, firstCycle);
        tokens++;
        if (expected == null || expected.token() != token) {
            tokenDifferences.add("position " + position + ": expected " + expected + ", the RTL has token " + token);
        }
        progress.accept(tokens);
    }

    @Override
    public void offered(int token, int end) {
        int position = offered++;
        Output output = output(position);
        if (output == null || output.token() != token || output.end().ordinal() != end) {
            tokenDifferences.add("position " + position + ": expected " + output + ", the RTL offers token " + token
                    + " with end code " + end);
        }
    }

    @Override
    public void stored(int word, int[] masters) {
        storedByRtl.add(stored(masters, word));
        storedWords++;
    }

    private static String stored(int[] masters, int word) {
        return "word " + word + " " + Arrays.toString(masters);
    }

    void fail(SimulationFailure failure) {
        tokenDifferences.add(String.valueOf(failure.getMessage()));
    }

    /** Called when the story is over: nothing that the golden model did may be left over. */
    void end(StoryEnd end) {
        if (end.reason() == StoryEnd.Reason.HUNG) {
            tokenDifferences.add("the RTL hangs at position " + (nextPosition - 1) + ", cycle " + end.cycles());
        }
        if (end.reason() == StoryEnd.Reason.ENDED && !goldenEnded) {
            tokenDifferences.add("the RTL ends after position " + (nextPosition - 1) + ", the golden model goes on");
        }
        if (end.reason() == StoryEnd.Reason.ENDED && !storedByRtl.equals(storedByGolden)) {
            tokenDifferences.add("the RTL stored " + storedByRtl.size() + " coupling words, the golden model "
                    + storedByGolden.size() + ", and they are not the same");
        }
        if (end.fault() != golden.fault()) {
            tokenDifferences.add(
                    "the RTL shows fault " + end.fault() + ", the golden model has fault " + golden.fault());
        }
    }

    private @Nullable GoldenPosition golden(int position) {
        while (nextPosition <= position && !goldenEnded) {
            GoldenPosition next = new GoldenPosition(image);
            golden.listen(next);
            Output output = golden.step();
            outputs.add(output);
            goldenEnded = output.end() != End.GOES_ON;
            open.put(nextPosition++, next);
        }
        return open.get(position);
    }

    private @Nullable Output output(int position) {
        golden(position);
        return position < outputs.size() ? outputs.get(position) : null;
    }

    @Nullable
    Difference first() {
        return first;
    }

    boolean differs() {
        return first != null || !tokenDifferences.isEmpty();
    }

    List<String> tokenDifferences() {
        return tokenDifferences;
    }

    Measurements measurements() {
        return measurements;
    }

    long compared() {
        return compared;
    }

    long mismatches() {
        return mismatches;
    }

    long saturations() {
        return saturations;
    }

    int tokens() {
        return tokens;
    }

    /** Coupling words that the RTL handed out. */
    long storedWords() {
        return storedWords;
    }
}
