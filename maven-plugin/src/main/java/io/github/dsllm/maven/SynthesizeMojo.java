package io.github.dsllm.maven;

import io.github.dsllm.verification.fpga.PlaceAndRoute;
import io.github.dsllm.verification.goal.FpgaRequest;
import io.github.dsllm.verification.goal.Messages;
import io.github.dsllm.verification.goal.SynthesizeGoal;
import java.io.IOException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Synthesises the chip for an FPGA with Yosys and says what each module takes. Generates first if need be. */
@Mojo(name = "synthesize", defaultPhase = LifecyclePhase.VERIFY, requiresProject = false, threadSafe = true)
public final class SynthesizeMojo extends FpgaTargetMojo {

    /**
     * Skips this goal.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.synthesize.skip", defaultValue = "false")
    private boolean skipSynthesize;

    @Override
    boolean skipped() {
        return skipSynthesize;
    }

    @Override
    void run(Messages messages) throws IOException {
        FpgaRequest fpga = fpga(PlaceAndRoute.DEFAULT);
        new SynthesizeGoal(sized(fpga, messages), fpga, messages).run();
    }
}
