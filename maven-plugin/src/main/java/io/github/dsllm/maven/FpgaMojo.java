package io.github.dsllm.maven;

import io.github.dsllm.verification.fpga.PlaceAndRoute;
import io.github.dsllm.verification.goal.FpgaGoal;
import io.github.dsllm.verification.goal.FpgaRequest;
import io.github.dsllm.verification.goal.Messages;
import java.io.IOException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Makes the bitstream of an FPGA board: synthesises, places, routes and packs the chip with its serial link. Leaves a folder with a Makefile that does the same
 * without Maven. Generates first if need be.
 */
@Mojo(name = "fpga", defaultPhase = LifecyclePhase.VERIFY, requiresProject = false, threadSafe = true)
public final class FpgaMojo extends FpgaTargetMojo {

    /**
     * Skips this goal.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.fpga.skip", defaultValue = "false")
    private boolean skipFpga;

    /**
     * Where the random numbers of place and route begin; another one gives another clock.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.placementSeed", defaultValue = "1")
    private long placementSeed = 1;

    /**
     * Spares wire before delay: for designs on an ECP5 whose routing does not come to an end. The clock comes out lower, so leave it out where routing ends without.
     *
     * @since 0.1.0
     */
    @Parameter(property = "dsllm.dense", defaultValue = "false")
    private boolean dense;

    @Override
    boolean skipped() {
        return skipFpga;
    }

    @Override
    void run(Messages messages) throws IOException {
        FpgaRequest fpga = fpga(new PlaceAndRoute(placementSeed, dense));
        new FpgaGoal(sized(fpga, messages), fpga, messages).run();
    }
}
