package io.github.dsllm.verification.cosim;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.sim.golden.GoldenMachine;
import io.github.dsllm.verification.simulator.CoreListener;
import io.github.dsllm.verification.simulator.ExecutedProgram;
import io.github.dsllm.verification.simulator.SimulatedCore;
import io.github.dsllm.verification.simulator.SimulationFailure;
import io.github.dsllm.verification.simulator.StoryEnd;
import io.github.dsllm.verification.simulator.StoryRequest;
import io.github.dsllm.verification.simulator.StorySession;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A core whose memories are loaded anew for every story, so that its host can change couplings; every story is compared with the golden model, and what the RTL stores is handed on. */
public final class LoadedCore {
    private final SimulatedCore core;
    private final List<String> differences = new ArrayList<>();
    private long compared;
    private long storedWords;
    private int tokens;

    public LoadedCore(SimulatedCore core) {
        this.core = core;
    }

    /**
     * Runs one story.
     *
     * @param directory the image's files
     * @return the coupling words that the RTL stored, in their order (words, lanes); fewer if it differs from the golden model, see {@link #differences}
     */
    public List<int[]> run(ChipImage image, Path directory, List<Integer> prompt) {
        List<int[]> stored = new ArrayList<>();
        Lockstep lockstep = new Lockstep(image, GoldenMachine.plain(image), position -> {});
        StoryRequest story = StoryRequest.of(prompt, Controls.greedy().withLimit(1));
        lockstep.start(story, 0);
        try (StorySession session = core.open(image, directory, 1)) {
            StoryEnd end = session.run(story, listening(lockstep, stored));
            lockstep.end(end);
        } catch (Lockstep.Stop stop) {
            // the difference stands in the lockstep
        } catch (SimulationFailure failure) {
            lockstep.fail(failure);
        }
        Difference first = lockstep.first();
        if (first != null) {
            differences.add(first.describe());
        }
        differences.addAll(lockstep.tokenDifferences());
        compared += lockstep.compared();
        storedWords += lockstep.storedWords();
        tokens += lockstep.tokens();
        return stored;
    }

    private static CoreListener listening(Lockstep lockstep, List<int[]> stored) {
        return new CoreListener() {
            @Override
            public void done(int position, int token, long cycles, long firstCycle) {
                lockstep.done(position, token, cycles, firstCycle);
            }

            @Override
            public void offered(int token, int end) {
                lockstep.offered(token, end);
            }

            @Override
            public void stored(int word, int[] masters) {
                lockstep.stored(word, masters);
                stored.add(masters);
            }

            @Override
            public void executed(ExecutedProgram program) {
                lockstep.executed(program);
            }
        };
    }

    /** What differed from the golden model, for people; empty if all stories were equal. */
    public List<String> differences() {
        return List.copyOf(differences);
    }

    /** Instructions compared. */
    public long compared() {
        return compared;
    }

    /** Positions that were run. */
    public int tokens() {
        return tokens;
    }

    /** Coupling words that the RTL handed out. */
    public long storedWords() {
        return storedWords;
    }
}
