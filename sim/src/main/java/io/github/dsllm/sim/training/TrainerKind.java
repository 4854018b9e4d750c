package io.github.dsllm.sim.training;

import io.github.dsllm.codegen.Suggestion;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.sim.training.adjoint.AdjointRelaxation;
import io.github.dsllm.sim.training.node.Rest;
import io.github.dsllm.sim.training.pass.Gradients;
import io.github.dsllm.sim.training.usual.Backpropagation;
import java.util.Arrays;
import java.util.List;

/** What differs between the three trainers: how nodes rest, and what flows back. */
public enum TrainerKind {
    /** Exact arithmetic and derivatives. */
    BACKPROP("backprop"),
    /** Relaxing nodes and derivatives. */
    DS("ds"),
    /** Relaxing nodes, loss currents, relaxing adjoint nodes. */
    DS_ECL("ds-ecl");

    private final String label;

    TrainerKind(String label) {
        this.label = label;
    }

    /** The name that users write. */
    public String label() {
        return label;
    }

    /** The trainer of a name. */
    public static TrainerKind named(String name) {
        List<String> names = Arrays.stream(values()).map(TrainerKind::label).toList();
        return Arrays.stream(values())
                .filter(kind -> kind.label.equals(name))
                .findFirst()
                .orElseThrow(() -> new UserError("the trainer " + name + " is none of " + String.join(", ", names)
                        + Suggestion.question(name, names)));
    }

    Rest rest(Rest relaxing) {
        return this == BACKPROP ? Rest.EXACT : relaxing;
    }

    Gradients gradients(Rest relaxing) {
        return this == DS_ECL ? new AdjointRelaxation(relaxing) : new Backpropagation();
    }
}
