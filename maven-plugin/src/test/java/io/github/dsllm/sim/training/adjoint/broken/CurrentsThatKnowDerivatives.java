package io.github.dsllm.sim.training.adjoint.broken;

import io.github.dsllm.sim.training.usual.Backpropagation;
import org.jspecify.annotations.Nullable;

/** Breaks the rules on purpose, so that the tests can see them broken. */
public final class CurrentsThatKnowDerivatives {

    public @Nullable Backpropagation derivatives;
}
