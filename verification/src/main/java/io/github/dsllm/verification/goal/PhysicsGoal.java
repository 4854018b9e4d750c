package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import io.github.dsllm.sim.physics.spice.Circuit;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** {@code physics}: how the nodes of a model's stages, or of a system from a file, move; the same as circuits; and what imperfect circuits cost. */
public final class PhysicsGoal {
    private final PhysicsRequest request;
    private final Messages messages;
    private final OutputLayout layout;

    public PhysicsGoal(PhysicsRequest request, Messages messages) {
        this.request = request;
        this.messages = messages;
        this.layout = new OutputLayout(request.outputDirectory());
    }

    /**
     * Writes {@code physics.json}, pictures, CSV files and decks into {@code physics}.
     *
     * @throws UserError for what cannot be used, and if a check fails
     */
    public GoalResult run() throws IOException {
        requireOneSource();
        SystemOnChip.require(request);
        SpiceRuns spice = new SpiceRuns(request, messages);
        NoiseSweeps sweeps = new NoiseSweeps(request);
        Stopwatch watch = new Stopwatch(messages);
        LanguageModel model = request.model() == null ? null : Models.open(request.model());
        Tokenizer tokenizer = tokenizer(model);
        List<PhysicsSystem> systems = watch.time("systems", () -> systems(model, tokenizer));
        GoalResult result = GoalResult.of("physics", name(), "none", digest());
        List<ObservedDynamics> dynamics = watch.time(
                "dynamics",
                () -> systems.stream()
                        .map(system -> ObservedDynamics.of(system, request.dt()))
                        .toList());
        PhysicsFiles files = new PhysicsFiles(layout.root().resolve("physics"));
        draw(files, dynamics);
        result = withDynamics(result, dynamics);
        if (!request.machine().equals(SystemOnChip.NONE)) {
            GoalResult before = result;
            ObservedDynamics only = dynamics.get(0);
            result = watch.time(
                    "relaxation on " + request.machine(),
                    () -> SystemOnChip.of(only).run(before, only, request, files));
        }
        if (spice.wanted()) {
            GoalResult before = result;
            result = watch.time(
                    "ngspice", () -> spice.run(before, systems, files.folder().resolve("spice")));
        }
        if (sweeps.wanted()) {
            GoalResult before = result;
            LanguageModel imperfect = Objects.requireNonNull(model);
            result = watch.time("non-idealities", () -> sweeps.run(before, imperfect, tokenizer, files, messages));
        }
        result.write(layout.root());
        messages.info("results are in " + layout.root());
        requirePassed(result);
        return result;
    }

    private void requireOneSource() {
        if (request.model() == null && request.system() == null) {
            throw new UserError(
                    "neither a model nor a system is given; perhaps you should add -Ddsllm.model=<model> or -Ddsllm.system=<a .json, .mtx or .csv file with J>");
        }
        if (request.model() != null && request.system() != null) {
            throw new UserError(
                    "both a model and a system are given; perhaps you should leave dsllm.model or dsllm.system out");
        }
    }

    private @Nullable Tokenizer tokenizer(@Nullable LanguageModel model) {
        return model == null || request.model() == null
                ? null
                : TokenizerLoader.forModel(request.model(), request.tokenizer(), model.shape())
                        .orElse(null);
    }

    private List<PhysicsSystem> systems(@Nullable LanguageModel model, @Nullable Tokenizer tokenizer) {
        return model == null
                ? PhysicsSystems.of(Objects.requireNonNull(request.system()), request.nodes())
                : PhysicsSystems.of(model, tokenizer, request.prompt(), request.stage(), request.nodes());
    }

    private void draw(PhysicsFiles files, List<ObservedDynamics> dynamics) throws IOException {
        for (ObservedDynamics each : dynamics) {
            files.trajectories(each);
            files.energy(each);
        }
        files.settling(dynamics, Circuit.STANDARD.timeUnit());
    }

    private GoalResult withDynamics(GoalResult result, List<ObservedDynamics> dynamics) {
        int rises = dynamics.stream().mapToInt(ObservedDynamics::rises).sum();
        int outside = dynamics.stream()
                .mapToInt(each -> Math.max(0, each.outOfBound()))
                .sum();
        long integers = dynamics.stream().filter(each -> each.outOfBound() >= 0).count();
        long energies = dynamics.stream().filter(ObservedDynamics::hasEnergy).count();
        double slowest = dynamics.stream()
                .mapToDouble(ObservedDynamics::settleTime)
                .max()
                .orElse(0);
        double seconds = slowest * Circuit.STANDARD.timeUnit();
        messages.info(String.format(
                Locale.ROOT,
                "%d systems; the slowest node settles to 1/256 in %.4g C0/G0, %.3g s with C0 = 100 fF and G0 = 10 µS",
                dynamics.size(),
                slowest,
                seconds));
        GoalResult figures = result.with("systems", dynamics.size(), "1")
                .with("settleTime", seconds, "s")
                .with("energyRises", rises, "1");
        if (energies > 0) {
            figures = figures.with(new GoalResult.Check(
                    "energy-never-rises",
                    rises == 0,
                    rises + " rises along exact and Euler paths of " + energies + " systems; "
                            + (dynamics.size() - energies) + " have no energy, being coupled one-way"));
        }
        if (integers > 0) {
            figures = figures.with(new GoalResult.Check(
                    "integer-steps-within-bound",
                    outside == 0,
                    outside + " steps outside the error bound, in " + integers
                            + " systems whose nodes trajectory mode knows"));
        }
        return figures;
    }

    private void requirePassed(GoalResult result) {
        result.checks()
                .forEach(check -> messages.info(
                        (check.passed() ? "passed: " : "FAILED: ") + check.name() + ", " + check.detail()));
        if (!result.passed()) {
            throw new UserError("the physics do not agree:\n  "
                    + String.join(
                            "\n  ",
                            result.checks().stream()
                                    .filter(check -> !check.passed())
                                    .map(check -> check.name() + ": " + check.detail())
                                    .toList())
                    + "\nDetails are in " + layout.result("physics"));
        }
    }

    private String name() {
        return ModelInput.name(
                Objects.requireNonNullElseGet(request.model(), () -> Objects.requireNonNull(request.system())));
    }

    private String digest() throws IOException {
        return new Inputs()
                .with("model", request.model())
                .with("system", request.system())
                .with("evaluation", request.evaluation())
                .with("request", (Object) String.join(
                        "|",
                        request.prompt(),
                        request.stage(),
                        String.valueOf(request.nodes()),
                        request.spice(),
                        request.form(),
                        request.spiceTemperature() + "|" + request.spiceMismatch(),
                        String.valueOf(request.dt()),
                        request.machine(),
                        String.valueOf(request.nonIdealities()),
                        String.valueOf(request.strengths()),
                        request.seeds() + "|" + request.seed() + "|" + request.tokens()))
                .with("version of dsllm", (Object) request.version())
                .digest();
    }
}
