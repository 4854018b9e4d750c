package io.github.dsllm.codegen.reference;

import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Tensor;
import java.util.Optional;

/** What stands before attention, feed-forward and head. */
interface Norm {
    /** Writes the normalised {@code x} to {@code out}. */
    void apply(float[] x, float[] out);

    /** With a shift, layer normalisation; without, of the root mean square. */
    static Norm of(ModelShape shape, Tensor gain, Optional<Tensor> shift) {
        return shift.<Norm>map(values -> new LayerNorm(gain, values, shape.normEpsilon()))
                .orElseGet(() -> new RmsNorm(gain, shape.normEpsilon()));
    }
}
