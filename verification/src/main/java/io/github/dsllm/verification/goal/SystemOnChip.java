package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.Suggestion;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.coupled.CoupledImage;
import io.github.dsllm.codegen.coupled.Discretisation;
import io.github.dsllm.codegen.coupled.FixedPointSystem;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.sim.golden.GoldenMachine;
import io.github.dsllm.sim.physics.DynamicalSystem;
import io.github.dsllm.verification.cosim.CoSimulation;
import io.github.dsllm.verification.cosim.CoSimulationResult;
import io.github.dsllm.verification.cosim.VerificationPlan;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.Profile;
import io.github.dsllm.verification.simulator.Simulator;
import io.github.dsllm.verification.simulator.StoryRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** A free-standing system relaxed by a core of 16 lanes, in integers: on the golden model, and on the RTL with every step compared (docs/coupled.md). */
final class SystemOnChip {
    static final String NONE = "none";

    private static final String RTL = "rtl";
    private static final List<String> MACHINES = List.of(NONE, "golden", RTL);
    private static final int LANES = 16;
    private static final int BITS = 20;
    private static final int MOST_INSTRUCTIONS = 1 << 14;

    private final PhysicsSystem observed;
    private final FixedPointSystem system;
    private final ChipImage image;
    private final int steps;

    private SystemOnChip(PhysicsSystem observed, FixedPointSystem system, int steps) {
        this.observed = observed;
        this.system = system;
        this.steps = steps;
        this.image = CoupledImage.of(system, Numerics.FIDELITY, LANES, steps, true);
    }

    /** @throws UserError for a name of no machine, and for a stage of a model, which {@code verify} runs */
    static void require(PhysicsRequest request) {
        if (!MACHINES.contains(request.machine())) {
            throw new UserError("dsllm.machine=" + request.machine() + " is none of " + String.join(", ", MACHINES)
                    + Suggestion.question(request.machine(), MACHINES));
        }
        if (!request.machine().equals(NONE) && request.system() == null) {
            throw new UserError(
                    "dsllm.machine=" + request.machine()
                            + " relaxes a system from a file; perhaps you should give one (dsllm.system), or run dsllm:verify for a model");
        }
    }

    /**
     * The integers of a system that was followed in float64, with its Euler step.
     *
     * @throws UserError if the core has no such nodes, or no room
     */
    static SystemOnChip of(ObservedDynamics dynamics) {
        DynamicalSystem system = dynamics.system().system();
        for (int i = 0; i < system.nodes(); i++) {
            if (system.cubic()[i] != 0) {
                throw new UserError(
                        "node " + i + " of " + system.name() + " has a self-reaction that grows with its charge (cubic "
                                + system.cubic()[i]
                                + "), which the core does not know; perhaps you should leave cubic or dsllm.machine out");
            }
        }
        double largest = Arrays.stream(dynamics.path().states())
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElse(0);
        largest = Math.max(
                largest, Arrays.stream(system.start()).map(Math::abs).max().orElse(0));
        int places = BITS - 2 - Math.getExponent(Math.max(largest, Double.MIN_NORMAL)) - 1;
        FixedPointSystem integers = Discretisation.of(Numerics.FIDELITY, BITS, places)
                .discretise(
                        system.name(),
                        system.couplings().dense(),
                        system.h(),
                        system.b(),
                        system.clamped(),
                        dynamics.dt(),
                        List.of(system.start()));
        int groups = (integers.nodes() + LANES - 1) / LANES;
        return new SystemOnChip(
                dynamics.system(), integers, Math.max(1, Math.min(dynamics.steps(), MOST_INSTRUCTIONS / groups)));
    }

    /** Adds figures and checks of the golden model, and of the RTL if it is wanted; writes the states of every step. */
    GoalResult run(GoalResult result, ObservedDynamics dynamics, PhysicsRequest request, PhysicsFiles files)
            throws IOException {
        long[][] states = onGolden();
        files.steps(observed, states, system.places());
        int rises = 0;
        for (int k = 1; k <= steps; k++) {
            rises += system.energy(states[k]) > system.energy(states[k - 1]) + system.energyOfOneUnit(states[k - 1])
                    ? 1
                    : 0;
        }
        GoalResult found = result.with("steps", steps, "1").with("restError", restError(states[steps], dynamics), "1");
        if (dynamics.hasEnergy()) {
            found = found.with(new GoalResult.Check(
                    "integer-energy-never-rises",
                    rises == 0,
                    rises + " of " + steps + " steps raise H by more than one unit in the last place of each node"));
        }
        return request.machine().equals(RTL) ? onRtl(found, request) : found;
    }

    /** The greatest distance of a free node from where float64 ends. */
    private double restError(long[] last, ObservedDynamics dynamics) {
        int[] nodes = dynamics.path().nodes().indices();
        double[] end = dynamics.path().last();
        double error = 0;
        for (int i = 0; i < nodes.length; i++) {
            error = Math.max(error, Math.abs(Math.scalb((double) last[nodes[i]], -system.places()) - end[i]));
        }
        return error;
    }

    /** States at the start and after every step (steps + 1, nodes). */
    private long[][] onGolden() {
        long[][] states = new long[steps + 1][system.nodes()];
        states[0] = Arrays.stream(system.starts().get(0)).asLongStream().toArray();
        GoldenMachine machine = GoldenMachine.of(image);
        machine.observe((tile, pc, values) -> {
            OperatorTag tag = image.tiles().get(tile).operators().get(pc);
            if (tag.operator().equals(CoupledImage.STEP)) {
                System.arraycopy(values, 0, states[tag.layer() + 1], tag.firstElement(), tag.elements());
            }
        });
        machine.force(0, 0);
        return states;
    }

    private GoalResult onRtl(GoalResult result, PhysicsRequest request) throws IOException {
        Path work = new OutputLayout(request.outputDirectory()).root().resolve("physics-rtl");
        Path rtl = work.resolve("rtl");
        Path files = work.resolve("image");
        new CoreVerilog(rtl, null).make(image.core());
        ImageFiles.write(image, files);
        CoreBuild build = new CoreBuild(rtl, image.core(), Profile.FAST, false, work.resolve("builds"));
        StoryRequest story = StoryRequest.of(List.of(0), Controls.greedy().withLimit(1));
        CoSimulationResult found = new CoSimulation(Simulator.named("verilator"), build, image, files)
                .run(new VerificationPlan(List.of(story), List.of(), false, work), position -> {});
        return VerifyVerdict.checks(result, found)
                .with("comparedGroups", found.comparedGroups(), "1")
                .with("cyclesPerStep", found.measurements().cyclesPerToken() / steps, "1");
    }
}
