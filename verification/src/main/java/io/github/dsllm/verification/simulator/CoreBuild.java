package io.github.dsllm.verification.simulator;

import io.github.dsllm.codegen.chip.CoreParameters;
import java.nio.file.Path;

/**
 * What is to be built.
 *
 * @param rtl directory with the SystemVerilog of module {@code DsCore} and all below it
 * @param core its parameters
 * @param profile speed or scrutiny
 * @param waveforms whether signals can be recorded; costs much speed
 * @param cache directory that keeps builds for later runs
 */
public record CoreBuild(Path rtl, CoreParameters core, Profile profile, boolean waveforms, Path cache) {

    public CoreBuild withWaveforms() {
        return new CoreBuild(rtl, core, profile, true, cache);
    }

    public CoreBuild with(Profile other) {
        return new CoreBuild(rtl, core, other, waveforms, cache);
    }
}
