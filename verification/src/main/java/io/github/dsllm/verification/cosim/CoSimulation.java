package io.github.dsllm.verification.cosim;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.sim.golden.GoldenMachine;
import io.github.dsllm.sim.golden.ValueRecorder;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.CoreListener;
import io.github.dsllm.verification.simulator.Profile;
import io.github.dsllm.verification.simulator.SimulatedCore;
import io.github.dsllm.verification.simulator.SimulationFailure;
import io.github.dsllm.verification.simulator.Simulator;
import io.github.dsllm.verification.simulator.StoryEnd;
import io.github.dsllm.verification.simulator.StoryRequest;
import io.github.dsllm.verification.simulator.StorySession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs RTL and golden model on the same chip image and compares them after every instruction of every tile. */
public final class CoSimulation {
    private static final long WINDOW_BEFORE = 300;
    private static final long WINDOW_AFTER = 50;

    private final Simulator simulator;
    private final CoreBuild build;
    private final ChipImage image;
    private final Path directory;

    /**
     * @param build the core's RTL and where builds are kept; profile and waveforms are chosen here as needed
     * @param image the chip image
     * @param directory the image's files
     */
    public CoSimulation(Simulator simulator, CoreBuild build, ChipImage image, Path directory) {
        if (!image.core().trace()) {
            throw new UserError("the core is built without trace ports, so that nothing can be compared; "
                    + "perhaps you should generate it again with trace");
        }
        this.simulator = simulator;
        this.build = build;
        this.image = image;
        this.directory = directory;
    }

    /**
     * Carries out the plan up to the first difference.
     *
     * @param progress told the number of positions that are done, per story list from 1
     */
    public CoSimulationResult run(VerificationPlan plan, IntConsumer progress) {
        Lockstep fast = new Lockstep(image, GoldenMachine.plain(image), progress);
        SimulatedCore core = simulator.build(build.with(Profile.FAST));
        long start = System.nanoTime();
        @Nullable StoryRequest failed = runAll(core, plan.stories(), fast);
        double seconds = (System.nanoTime() - start) / 1e9;
        Lockstep checked = new Lockstep(image, GoldenMachine.plain(image), progress);
        if (failed == null && !plan.checkedStories().isEmpty()) {
            failed = runAll(simulator.build(build.with(Profile.CHECKED)), plan.checkedStories(), checked);
        }
        Difference difference = fast.first() != null ? fast.first() : checked.first();
        if (difference != null && failed != null) {
            difference = locate(difference, failed, plan);
        }
        Lockstep fault = new Lockstep(image, GoldenMachine.plain(image), position -> {});
        String place = injectFault(core, plan, fault);
        return new CoSimulationResult(
                fast.compared() + checked.compared(),
                fast.mismatches() + checked.mismatches(),
                fast.tokens() + checked.tokens(),
                fast.storedWords() + checked.storedWords(),
                fast.saturations() + checked.saturations(),
                seconds,
                fast.measurements(),
                Stream.of(fast, checked)
                        .flatMap(lockstep -> lockstep.tokenDifferences().stream())
                        .toList(),
                difference,
                place,
                fault.differs());
    }

    /**
     * Writes a copy of an image's files in which one bit of one coupling is flipped, so that a core that runs it differs at the first position of a story that begins with the token.
     *
     * @param files of the image
     */
    public static void damage(ChipImage image, int token, Path files, Path copy) throws IOException {
        FaultInjection injection = new FaultInjection(image);
        injection.write(injection.choose(token), files, copy);
    }

    /** The story that went wrong, null if all went well. */
    private @Nullable StoryRequest runAll(SimulatedCore core, List<StoryRequest> stories, Lockstep lockstep) {
        int seed = 1;
        for (int i = 0; i < stories.size(); ) {
            lockstep.reset();
            try (StorySession session = core.open(image, directory, seed++)) {
                boolean fresh = true;
                long cycle = 0;
                while (i < stories.size() && fresh) {
                    StoryRequest story = stories.get(i++);
                    lockstep.start(story, cycle);
                    StoryEnd end = session.run(story, lockstep);
                    cycle = end.cycles();
                    lockstep.end(end);
                    fresh = end.reason() == StoryEnd.Reason.ENDED;
                    if (lockstep.differs()) {
                        return story;
                    }
                }
            } catch (Lockstep.Stop stop) {
                return stories.get(i - 1);
            } catch (SimulationFailure failure) {
                lockstep.fail(failure);
                return stories.get(i - 1);
            }
        }
        return null;
    }

    private Difference locate(Difference difference, StoryRequest story, VerificationPlan plan) {
        StoryRequest.Values wanted = new StoryRequest.Values(difference.position(), difference.tile(), difference.pc());
        StoryRequest again = story.withValues(wanted);
        CoreBuild wave = build.with(story.stallSeed() == 0 ? Profile.FAST : Profile.CHECKED);
        if (plan.waveforms()) {
            wave = new CoreBuild(wave.rtl(), wave.core(), wave.profile(), true, wave.cache());
            again = again.withWindow(new StoryRequest.Window(
                    Math.max(0, difference.cycle() - WINDOW_BEFORE), difference.cycle() + WINDOW_AFTER));
        }
        SimulatedCore core = simulator.build(wave);
        long[][] values = {{}};
        try (StorySession session = core.open(image, directory, 1)) {
            session.run(again, new CoreListener() {
                @Override
                public void values(int tile, int pc, long[] told) {
                    values[0] = told;
                }
            });
        } catch (SimulationFailure failure) {
            return difference;
        }
        Difference located = difference.withValues(
                LongStream.of(goldenValues(wanted, story)).boxed().toList(),
                LongStream.of(values[0]).boxed().toList());
        return plan.waveforms() ? located.withWaveform(core.waveform()) : located;
    }

    private long[] goldenValues(StoryRequest.Values wanted, StoryRequest story) {
        GoldenMachine golden = GoldenMachine.plain(image);
        ValueRecorder recorder = new ValueRecorder(wanted.position(), wanted.tile(), wanted.pc());
        golden.record(recorder);
        golden.receive(story.prompt(), story.controls());
        for (int position = 0; position <= wanted.position(); position++) {
            golden.step();
        }
        return recorder.values();
    }

    private String injectFault(SimulatedCore core, VerificationPlan plan, Lockstep lockstep) {
        int token = plan.stories().get(0).prompt().get(0);
        FaultInjection injection = new FaultInjection(image);
        FaultInjection.Place place = injection.choose(token);
        Path copy = plan.work().resolve("fault");
        StoryRequest story = StoryRequest.of(List.of(token), Controls.greedy().withLimit(1));
        try {
            injection.write(place, directory, copy);
        } catch (IOException e) {
            throw new UncheckedIOException("the damaged copy of the image cannot be written to " + copy, e);
        }
        lockstep.start(story, 0);
        try (StorySession session = core.open(image, copy, 1)) {
            lockstep.end(session.run(story, lockstep));
        } catch (Lockstep.Stop stop) {
            return describe(place, lockstep);
        } catch (SimulationFailure failure) {
            lockstep.fail(failure);
        }
        return describe(place, lockstep);
    }

    private static String describe(FaultInjection.Place place, Lockstep lockstep) {
        Difference seen = lockstep.first();
        return "bit " + place.bit() + " of the coupling in "
                + (place.isExternal() ? "external " : "") + "word " + place.word() + ", lane " + place.lane()
                + " of tile "
                + place.tile() + " flipped: "
                + (seen == null
                        ? lockstep.differs() ? "seen in the tokens only" : "not seen"
                        : "seen at position " + seen.position() + ", tile " + seen.tile() + ", instruction "
                                + seen.pc());
    }
}
