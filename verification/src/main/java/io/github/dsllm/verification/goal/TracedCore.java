package io.github.dsllm.verification.goal;

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
        this.image = image.with(image.core().withTrace(true), image.tiles());
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
