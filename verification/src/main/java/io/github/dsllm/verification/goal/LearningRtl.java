package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.learning.Learner;
import io.github.dsllm.codegen.learning.LearningChip;
import io.github.dsllm.codegen.learning.LearningHead;
import io.github.dsllm.codegen.timing.CycleModel;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.sim.training.chip.GoldenAnswers;
import io.github.dsllm.sim.training.chip.OutsideLesson;
import io.github.dsllm.verification.cosim.CoSimulation;
import io.github.dsllm.verification.cosim.CoSimulationResult;
import io.github.dsllm.verification.cosim.LoadedCore;
import io.github.dsllm.verification.cosim.Measurements;
import io.github.dsllm.verification.cosim.VerificationPlan;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.Profile;
import io.github.dsllm.verification.simulator.SimulatedCore;
import io.github.dsllm.verification.simulator.Simulator;
import io.github.dsllm.verification.simulator.StoryRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A core that learns, as generated hardware in Verilator, beside the golden model. */
final class LearningRtl {
    private static final String COUPLINGS = "couplings-equal";

    private final TrainRequest request;
    private final ChipImage image;
    private final Messages messages;
    private final Path work;
    private final Path files;
    private final Simulator simulator;
    private final CoreBuild build;

    /**
     * Emits Verilog and image and builds the simulator.
     *
     * @param image for a core with trace ports
     */
    LearningRtl(TrainRequest request, ChipImage image, Simulator simulator, OutputLayout layout, Messages messages)
            throws IOException {
        this.request = request;
        this.image = image;
        this.messages = messages;
        this.work = layout.root().resolve("train").resolve("rtl");
        Path rtl = work.resolve("rtl");
        Stopwatch watch = new Stopwatch(messages);
        watch.time(
                "Verilog with trace ports",
                () -> new CoreVerilog(rtl, request.onChip().firtool()).make(image.core()));
        this.simulator = simulator;
        this.build = new CoreBuild(rtl, image.core(), Profile.FAST, false, work.resolve("builds"));
        watch.time("build simulator", () -> simulator.build(build));
        Path sound = work.resolve("image");
        ImageFiles.write(image, sound);
        this.files = request.onChip().faultInjection() ? damaged(sound) : sound;
    }

    private Path damaged(Path sound) throws IOException {
        Path copy = work.resolve("damaged");
        CoSimulation.damage(image, 0, sound, copy);
        messages.warn("one bit of one coupling of the RTL is flipped, as dsllm.faultInjection asks for");
        return copy;
    }

    /** Couplings that learn in place: all stories are run, and every coupling is compared after every update. */
    GoalResult inPlace(GoalResult result, Learner learner, LearnPlan plan) {
        List<List<Integer>> stories = plan.stories(image.core().depths().context());
        CoSimulationResult found = run(stories);
        Measurements measured = found.measurements();
        GoalResult compared = checks(result, found)
                .with(new GoalResult.Check(
                        COUPLINGS,
                        found.equal() && found.storedWords() > 0,
                        found.equal()
                                ? learner.couplingCount() + " couplings, the same after each of "
                                        + request.pace().steps() + " steps; " + found.storedWords()
                                        + " words handed out, all equal"
                                : "see rtl-equals-golden"));
        return cycles(compared, measured, stories, learner.teaching())
                .with("comparedGroups", found.comparedGroups(), "1")
                .with("mismatches", found.mismatches(), "1")
                .with("storedWords", found.storedWords(), "1")
                .with("simulatedStepsPerSecond", found.simulatedTokensPerSecond(), "1/s");
    }

    private CoSimulationResult run(List<List<Integer>> stories) {
        List<StoryRequest> requests = stories.stream()
                .map(story -> StoryRequest.of(story, Controls.greedy().withLimit(1)))
                .toList();
        long positions = stories.stream().mapToInt(List::size).sum();
        try (Messages.Progress bar = messages.progress("RTL", positions)) {
            return new CoSimulation(simulator, build, image, files)
                    .run(new VerificationPlan(requests, List.of(), false, work), bar::done);
        }
    }

    /** With a fault that was asked for there is nothing to be said of another one. */
    private GoalResult checks(GoalResult result, CoSimulationResult found) {
        GoalResult checked = VerifyVerdict.checks(result, found);
        if (!request.onChip().faultInjection()) {
            return checked;
        }
        return new GoalResult(
                checked.schema(),
                checked.goal(),
                checked.model(),
                checked.chip(),
                checked.digest(),
                checked.figures(),
                checked.checks().stream()
                        .filter(check -> !check.name().equals(VerifyVerdict.FAULT))
                        .toList());
    }

    /** Cycles of every position against those that are foreseen; those of the positions that teach are the cycles of an update. */
    private GoalResult cycles(GoalResult result, Measurements measured, List<List<Integer>> stories, int teaching) {
        CycleModel model = CycleModel.of(image);
        Map<Integer, Double> foreseen = new TreeMap<>();
        stories.stream()
                .flatMap(List::stream)
                .distinct()
                .forEach(token -> foreseen.put(token, (double) model.cycles(0, token)));
        Map<Integer, Double> counted = measured.cyclesByInput();
        long others = counted.entrySet().stream()
                .filter(each -> !each.getValue().equals(foreseen.get(each.getKey())))
                .count();
        return result.with("cyclesPerUpdate", mean(counted, teaching), "1")
                .with("cyclesPerUpdateForeseen", mean(foreseen, teaching), "1")
                .with(new GoalResult.Check(
                        "cycles-as-foreseen",
                        others == 0 && !counted.isEmpty(),
                        counted.size() + " examples, " + others + " of which took other cycles than foreseen"));
    }

    private static double mean(Map<Integer, Double> cycles, int teaching) {
        return cycles.entrySet().stream()
                .filter(each -> each.getKey() < teaching)
                .mapToDouble(Map.Entry::getValue)
                .average()
                .orElse(Double.NaN);
    }

    /** Couplings that a host learns from what the chip answers: for every step they are loaded anew, and two hosts, one with the RTL and one with the golden model, must arrive at the same ones. */
    GoalResult outside(GoalResult result, LearningHead head, LearningChip chip, LearnPlan plan) {
        CoSimulationResult first = run(List.of(List.of(0)));
        SimulatedCore core = simulator.build(build);
        LoadedCore loaded = new LoadedCore(core);
        List<Integer> tokens = plan.tokens();
        int bits = chip.numerics().couplingBits();
        OutsideLesson onRtl = new OutsideLesson(head, bits);
        OutsideLesson onGolden = new OutsideLesson(head, bits);
        boolean equal;
        try (Messages.Progress bar = messages.progress("RTL", tokens.size())) {
            int context = chip.spec().context();
            equal = onRtl.on(answers(loaded, head, chip), tokens, context, bar::done)
                            .equals(onGolden.on(new GoldenAnswers(head, chip), tokens, context, count -> {}))
                    && Arrays.equals(onRtl.couplings(), onGolden.couplings());
        } catch (Differs differs) {
            equal = false;
        }
        return cycles(checks(result, first), first.measurements(), List.of(List.of(0)), head.teaching())
                .with("comparedGroups", loaded.compared(), "1")
                .with("storedWords", loaded.storedWords(), "1")
                .with(new GoalResult.Check(
                        COUPLINGS,
                        equal && loaded.differences().isEmpty() && loaded.compared() > 0,
                        equal
                                ? head.couplingCount() + " couplings, the same after "
                                        + request.pace().steps() + " steps; "
                                        + loaded.compared() + " instructions compared at " + loaded.tokens()
                                        + " positions, none differs"
                                : String.join("\n", loaded.differences())));
    }

    /** Ends a lesson whose machines do not agree. */
    private static final class Differs extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private OutsideLesson.Machine answers(LoadedCore loaded, LearningHead head, LearningChip chip) {
        Path load = work.resolve("load");
        boolean[] isDamaged = {request.onChip().faultInjection()};
        return (couplings, tokens) -> {
            ChipImage next = chip.answeringImage(head.withCouplings(couplings), true);
            Path memories = load;
            if (isDamaged[0]) {
                memories = files;
                isDamaged[0] = false;
            } else {
                ImageFiles.write(next, load);
            }
            List<int[]> stored = loaded.run(next, memories, tokens);
            if (!loaded.differences().isEmpty() || stored.size() != tokens.size()) {
                throw new Differs();
            }
            return GoldenAnswers.outputs(head, chip, stored);
        };
    }
}
