package io.github.dsllm.sim.quality;

import io.github.dsllm.codegen.quantise.NextTokens;
import io.github.dsllm.sim.golden.GoldenMachine;

/** A golden machine as something that foretells tokens. */
public final class MachineLogits {
    private MachineLogits() {}

    /** Its logits as real numbers; one array that is overwritten. */
    public static NextTokens of(GoldenMachine machine) {
        int fraction = machine.image().formats().get("logit");
        float[] logits = new float[machine.image().vocabulary()];
        return (token, position) -> {
            machine.force(token, position);
            for (int i = 0; i < logits.length; i++) {
                logits[i] = Math.scalb((float) machine.logit(i), -fraction);
            }
            return logits;
        };
    }
}
