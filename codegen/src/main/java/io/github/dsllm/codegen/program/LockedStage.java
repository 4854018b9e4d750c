package io.github.dsllm.codegen.program;

import java.util.function.ToDoubleFunction;

/**
 * A stage with the values of everything that is locked while it works.
 *
 * @param stage the stage
 * @param inputs values of its inputs
 * @param couplers values of its couplers
 * @param start σ of its free nodes when they are let go
 * @param duration how long they evolve; infinite where they are read at rest
 */
public record LockedStage(Stage stage, double[] inputs, double[] couplers, double[] start, double duration) {

    /** Values of locked nodes; the free ones are asked elsewhere. */
    public ToDoubleFunction<Node> locked() {
        return node -> (node.role() == Node.Role.INPUT ? inputs : couplers)[node.index()];
    }

    /** Lets free nodes go and says where they are when they are read (free nodes). */
    @FunctionalInterface
    public interface Solver {
        double[] settle(LockedStage stage);
    }
}
