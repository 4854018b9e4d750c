package io.github.dsllm.sim.physics.program;

import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.program.LockedStage;
import io.github.dsllm.codegen.program.OperatorMappings;
import io.github.dsllm.codegen.program.ProgramWalk;
import io.github.dsllm.sim.physics.DynamicalSystem;
import io.github.dsllm.sim.physics.Equilibrium;
import io.github.dsllm.sim.physics.Evolution;
import io.github.dsllm.sim.physics.FreeNodes;
import java.util.ArrayList;
import java.util.List;

/** Runs a model's stages as systems of nodes in float64 and keeps those of the last token: the machine if circuits were perfect. */
public final class PhysicalModel {
    private final ProgramWalk walk;
    private final List<LockedStage> stages = new ArrayList<>();
    private int positions;

    /** At position 0. */
    public PhysicalModel(LanguageModel model, OperatorMappings mappings) {
        this.walk = new ProgramWalk(model, mappings, this::settle);
    }

    /** Takes the next token and returns its logits (vocabulary). */
    public double[] next(int token) {
        stages.clear();
        return walk.logits(token, positions++);
    }

    /** The stages of the last token in order of evaluation, with what was locked. */
    public List<LockedStage> stages() {
        return List.copyOf(stages);
    }

    private double[] settle(LockedStage stage) {
        stages.add(stage);
        return read(StageSystem.of(stage), stage.duration());
    }

    /** σ of the free nodes when they are read: after the duration, or at rest if it is infinite. */
    public static double[] read(DynamicalSystem system, double duration) {
        FreeNodes nodes = system.freeNodes();
        return Double.isFinite(duration)
                ? Evolution.of(nodes, new double[] {0, duration}).last()
                : Equilibrium.of(nodes);
    }
}
