package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.Profile;
import java.io.IOException;
import java.nio.file.Path;

/** The same hardware with trace ports, as the co-simulation needs it; its Verilog is kept until the parameters change. */
final class TracedCore {
    private final ChipImage image;
    private final OutputLayout layout;
    private final GenerateRequest request;

    TracedCore(ChipImage image, OutputLayout layout, GenerateRequest request) {
        CoreParameters core = image.core();
        CoreParameters traced = new CoreParameters(
                core.tileRows(),
                core.tileColumns(),
                core.lanes(),
                core.segmentLanes(),
                core.kvShare(),
                core.clusterLanes(),
                core.linkWords(),
                core.numerics(),
                core.widths(),
                core.depths(),
                core.trajectory(),
                true);
        this.image = new ChipImage(
                traced,
                image.tiles(),
                image.exponentialTable(),
                image.ropeCosines(),
                image.ropeSines(),
                image.nodeTable(),
                image.vocabulary(),
                image.stopTokens(),
                image.bosToken(),
                image.formats(),
                image.lfsrPolynomial(),
                image.name(),
                image.inputDigest());
        this.layout = layout;
        this.request = request;
    }

    /** The image for hardware with trace ports; its memories are those of the image without. */
    ChipImage image() {
        return image;
    }

    /** Emits the Verilog if need be. */
    CoreBuild build() throws IOException {
        Path rtl = layout.verification().resolve("rtl");
        new CoreVerilog(rtl, request.firtool()).make(image.core());
        return new CoreBuild(
                rtl, image.core(), Profile.FAST, false, layout.verification().resolve("builds"));
    }
}
