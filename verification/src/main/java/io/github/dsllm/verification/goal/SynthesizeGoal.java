package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.ChipSpecReader;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.hw.CoreGenerator;
import io.github.dsllm.verification.fpga.BuildStep;
import io.github.dsllm.verification.fpga.CellCounts;
import io.github.dsllm.verification.fpga.DesignFolder;
import io.github.dsllm.verification.fpga.FpgaDesign;
import io.github.dsllm.verification.fpga.FpgaTools;
import io.github.dsllm.verification.fpga.ModuleResources;
import io.github.dsllm.verification.fpga.Resources;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;

/** {@code synthesize}: what the chip takes of an FPGA, module by module, as Yosys counts it; without board, pins and routing. */
public final class SynthesizeGoal {
    /** Name of the goal and of its folder and result. */
    public static final String NAME = "synthesize";

    private static final List<String> TOOLS = List.of("yosys");

    private final GenerateRequest generate;
    private final FpgaRequest request;
    private final FpgaTools tools;
    private final Messages messages;
    private final OutputLayout layout;

    public SynthesizeGoal(GenerateRequest generate, FpgaRequest request, Messages messages) {
        this.generate = generate;
        this.request = request;
        this.tools = new FpgaTools();
        this.messages = messages;
        this.layout = new OutputLayout(generate.outputDirectory());
    }

    /**
     * Generates if need be, synthesises, and writes {@code synthesize.json} and {@code resources.json}.
     *
     * @throws io.github.dsllm.codegen.UserError if the family or part is unknown, or Yosys is missing or fails
     */
    public GoalResult run() throws IOException {
        tools.require(TOOLS);
        ChipSpec chip = new ChipSpecReader().read(generate.chip());
        FpgaChoice choice = FpgaChoice.of(request, chip);
        choice.requireStates(chip);
        new GenerateGoal(generate, messages).run();
        ChipImage image = ImageFiles.read(layout.image());
        DesignFolder folder = new DesignFolder(layout.root().resolve(NAME));
        List<String> sources = folder.fill(layout.rtl(), layout.image());
        FpgaDesign design = choice.design(CoreGenerator.TOP, chip, request.place(), sources);
        folder.write(choice.target().maps(design.part()));
        folder.write(DesignFolder.SCRIPT, DesignFolder.hierarchicalScript(choice.target(), design));
        BuildStep step = DesignFolder.synthesis(sources, DesignFolder.STATISTICS);
        Stopwatch watch = new Stopwatch(messages);
        watch.time("synthesise", () -> tools.run(folder.path(), step, TOOLS));
        CellCounts counts = CellCounts.read(Files.readString(folder.path().resolve(DesignFolder.STATISTICS)));
        List<ModuleResources> modules = ModuleResources.of(counts, CoreGenerator.TOP, choice.target());
        Outputs.write(layout.root().resolve("resources.json"), ModuleResources.json(modules));
        GoalResult result = result(image, chip, choice, modules.get(0).resources());
        result.write(layout.root());
        say(result, choice);
        return result;
    }

    private static GoalResult result(ChipImage image, ChipSpec chip, FpgaChoice choice, Resources all) {
        int lanes = image.core().lanes() * image.core().builtTiles();
        String excess = all.excessOver(choice.part().capacity());
        return FpgaChoice.with(GoalResult.of(NAME, image.name(), chip.name(), image.inputDigest()), all)
                .with("logicPerLane", (double) all.logic() / lanes, "1")
                .with("multipliersPerLane", (double) all.multipliers() / lanes, "1")
                .with(new GoalResult.Check(
                        "fits-part",
                        excess.isEmpty(),
                        choice.part().name()
                                + (excess.isEmpty() ? " has enough of everything" : " is too small: " + excess)));
    }

    private void say(GoalResult result, FpgaChoice choice) {
        messages.info(String.format(
                Locale.ROOT,
                "%s: %.0f look-up tables (%.0f per lane), %.0f as memory, %.0f flip-flops, %.0f multipliers, %.0f block RAMs",
                choice.part().name(),
                result.value("logic"),
                result.value("logicPerLane"),
                result.value("memoryLogic"),
                result.value("flipFlops"),
                result.value("multipliers"),
                result.value("blockRams")));
        result.checks().forEach(check -> messages.info(check.detail()));
    }
}
