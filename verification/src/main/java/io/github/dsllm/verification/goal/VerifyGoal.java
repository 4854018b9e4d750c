package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.verification.cosim.CoSimulation;
import io.github.dsllm.verification.cosim.CoSimulationResult;
import io.github.dsllm.verification.cosim.VerificationPlan;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.Profile;
import io.github.dsllm.verification.simulator.Simulator;
import io.github.dsllm.verification.simulator.StoryRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** {@code verify}: the hardware and the golden model run the same stories and are compared after every instruction. */
public final class VerifyGoal {
    private static final int SAMPLED_TOKENS = 16;
    private static final int CHECKED_TOKENS = 4;

    private final GenerateRequest generate;
    private final VerifyRequest request;
    private final Messages messages;
    private final OutputLayout layout;

    public VerifyGoal(GenerateRequest generate, VerifyRequest request, Messages messages) {
        this.generate = generate;
        this.request = request;
        this.messages = messages;
        this.layout = new OutputLayout(generate.outputDirectory());
    }

    /**
     * Generates if need be, builds the simulator, compares, and writes {@code verify.json}, {@code verify.xml}, {@code cycles.json} and
     * {@code digests.json}.
     *
     * @throws UserError if they differ, with the place of the first difference
     */
    public GoalResult run() throws IOException {
        if (request.tokens() < 1 || request.tokens() > 0xFFFF) {
            throw new UserError("dsllm.tokens=" + request.tokens() + " must be 1 … 65535");
        }
        ChipSpec chip = new GenerateGoal(generate, messages).run();
        Stopwatch watch = new Stopwatch(messages);
        ChipImage image = ImageFiles.read(layout.image());
        TracedCore core = new TracedCore(image, layout, generate);
        Simulator simulator = Simulator.named("verilator");
        CoreBuild build = watch.time("Verilog with trace ports", core::build);
        watch.time("build simulator", () -> simulator.build(build.with(Profile.FAST)));
        VerificationPlan plan = plan(image);
        CoSimulationResult found = watch.time("co-simulation", () -> compare(simulator, build, core.image(), plan));
        double golden =
                watch.time("speed of the golden model", () -> new GoldenSpeed(layout.image()).tokensPerSecond());
        GoalResult result = VerifyVerdict.add(
                        GoalResult.of("verify", image.name(), chip.name(), image.inputDigest()), found, chip.clock())
                .with("goldenTokensPerSecond", golden, "1/s");
        VerifyVerdict.write(result, layout.root());
        CycleTable.write(found.measurements(), layout.root());
        StoryRequest story = plan.stories().get(0);
        DigestTable.write(image, story.prompt(), story.controls(), layout.root());
        say(result, found);
        if (!result.passed()) {
            throw new UserError(failure(result, found));
        }
        return result;
    }

    private VerificationPlan plan(ChipImage image) {
        ModelShape shape = Models.shape(generate.model());
        Tokenizer tokenizer = TokenizerLoader.forModel(generate.model(), generate.tokenizer(), shape)
                .orElse(null);
        List<Integer> tokens = Story.tokens(tokenizer, request.prompt(), image.bosToken());
        List<Integer> stops =
                image.stopTokens().stream().limit(Controls.STOP_TOKENS).toList();
        Controls greedy = Controls.greedy().withLimit(request.tokens()).withStopTokens(stops);
        StoryRequest first = StoryRequest.of(tokens, greedy);
        StoryRequest second = StoryRequest.of(
                tokens.subList(0, 1),
                image.core().compact() != null
                        ? greedy.withLimit(SAMPLED_TOKENS)
                        : greedy.withLimit(SAMPLED_TOKENS).atTemperature(1, 1));
        List<StoryRequest> checked = request.checked()
                ? List.of(StoryRequest.of(tokens, greedy.withLimit(CHECKED_TOKENS))
                        .withStalls(1))
                : List.of();
        return new VerificationPlan(List.of(first, second), checked, request.waveforms(), layout.verification());
    }

    private CoSimulationResult compare(Simulator simulator, CoreBuild build, ChipImage image, VerificationPlan plan) {
        long positions = request.tokens() + plan.stories().get(0).prompt().size();
        try (Messages.Progress bar = messages.progress("co-simulation", positions)) {
            return new CoSimulation(simulator, build, image, layout.image()).run(plan, bar::done);
        }
    }

    private void say(GoalResult result, CoSimulationResult found) {
        messages.info(String.format(
                Locale.ROOT,
                "%d instructions compared over %d positions, %d mismatches; %.0f cycles per token, %.1f %% of the multipliers' limit",
                found.comparedGroups(),
                found.tokens(),
                found.mismatches(),
                found.measurements().cyclesPerToken(),
                100 * found.measurements().macUtilisation()));
        messages.info(String.format(
                Locale.ROOT,
                "%.0f tokens/s at the chip's clock, %.0f simulated",
                result.value("tokensPerSecondAtClock"),
                found.simulatedTokensPerSecond()));
        result.checks()
                .forEach(check -> messages.info((check.passed() ? "passed: " : "FAILED: ") + check.name() + ", "
                        + check.detail().lines().findFirst().orElse("")));
    }

    private String failure(GoalResult result, CoSimulationResult found) {
        StringBuilder message = new StringBuilder("the RTL and the golden model do not agree");
        result.checks().stream()
                .filter(check -> !check.passed())
                .forEach(check -> message.append("\n  ")
                        .append(check.name())
                        .append(": ")
                        .append(check.detail().replace("\n", "\n    ")));
        return message.append("\nDetails are in ")
                .append(layout.result("verify"))
                .append(
                        found.difference() == null || request.waveforms()
                                ? ""
                                : "; perhaps you should add -Ddsllm.waveforms=true to record the cycles around it")
                .toString();
    }
}
