package io.github.dsllm.verification.fpga;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.quantise.SyntheticModels;
import io.github.dsllm.hw.CoreGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The script of synthesis finds the state memory of a lane by its name, which Chisel gives. What Yosys then makes of it differs between versions: 0.23 never takes block RAM for it, 0.66 from about
 * fifty groups on if it is not told.
 */
@Tag("native")
class StatesInLogicTest {
    private static final String MARKED = "select -assert-count 1 state_*/m:* a:ram_style=distributed %i\n";

    @TempDir
    private Path directory;

    private final Ecp5Target target = new Ecp5Target();

    @ParameterizedTest
    @ValueSource(ints = {4, 8})
    void theStateMemoryIsMarked(int unitLanes) throws IOException {
        Path rtl = directory.resolve("generated");
        new CoreGenerator().generate(core(unitLanes), rtl);

        check(rtl, ChipSpec.States.LOGIC);
        assertThatThrownBy(() -> check(rtl, ChipSpec.States.AUTO))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("Assertion failed");
    }

    private static CoreParameters core(int unitLanes) {
        return new ImageBuilder(LayoutOptions.singleTile(8).withUnitLanes(unitLanes))
                .build("states", SyntheticModels.model(1, Numerics.DEFAULT, 16, 32, 1, 2, 2, 8, 600, 16, true), "00")
                .core();
    }

    /** The script up to the first command that looks at the design as a whole. */
    private void check(Path rtl, ChipSpec.States states) throws IOException {
        DesignFolder folder = new DesignFolder(directory.resolve(states.name()));
        List<String> sources = folder.fill(rtl, Files.createDirectories(directory.resolve("image")));
        FpgaDesign design = new FpgaDesign(
                CoreGenerator.TOP,
                FpgaTargets.part(target, "LFE5U-85F-6"),
                null,
                50e6,
                PlaceAndRoute.DEFAULT,
                states,
                sources);
        String script = DesignFolder.script(target, design);
        folder.write(DesignFolder.SCRIPT, script.substring(0, script.indexOf("hierarchy ")) + MARKED);
        new FpgaTools().run(folder.path(), DesignFolder.synthesis(sources, DesignFolder.STATISTICS), List.of("yosys"));
    }
}
