package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.hw.board.BoardGenerator;
import io.github.dsllm.verification.fpga.BoardTop;
import io.github.dsllm.verification.fpga.BuildStep;
import io.github.dsllm.verification.fpga.CellCounts;
import io.github.dsllm.verification.fpga.DesignFolder;
import io.github.dsllm.verification.fpga.FpgaDesign;
import io.github.dsllm.verification.fpga.FpgaTools;
import io.github.dsllm.verification.fpga.Resources;
import io.github.dsllm.verification.fpga.TimingReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@code fpga}: from a model and a chip spec to a bitstream. The folder {@code fpga} of the output directory holds everything that it is made of, with a
 * Makefile that makes it again without Maven.
 */
public final class FpgaGoal {
    /** Name of the goal and of its folder and result. */
    public static final String NAME = "fpga";

    private final GenerateRequest generate;
    private final FpgaRequest request;
    private final Messages messages;
    private final OutputLayout layout;
    private final FpgaTools tools = new FpgaTools();

    public FpgaGoal(GenerateRequest generate, FpgaRequest request, Messages messages) {
        this.generate = generate;
        this.request = request;
        this.messages = messages;
        this.layout = new OutputLayout(generate.outputDirectory());
    }

    /**
     * Generates if need be, synthesises, places, routes and packs, and writes {@code fpga.json}. For a family of a vendor whose tools are not open the folder is
     * written, and nothing is run but Yosys.
     *
     * @throws UserError if the part is too small, a tool is missing, or the clock is not reached; the bitstream of a design that is too slow is not kept
     */
    public GoalResult run() throws IOException {
        ChipSpec chip = new GenerateGoal(generate, messages).run();
        ChipImage image = ImageFiles.read(layout.image());
        FpgaChoice choice = FpgaChoice.of(request, chip);
        DesignFolder folder = new DesignFolder(layout.root().resolve(NAME));
        FpgaDesign design = write(folder, image, chip, choice);
        List<BuildStep> steps = choice.target().steps(design);
        List<String> programs = programs(steps);
        tools.require(programs);
        Stopwatch watch = new Stopwatch(messages);
        BuildStep synthesis = synthesis(design);
        watch.time("synthesise", () -> tools.run(folder.path(), synthesis, programs));
        Resources used = choice.target()
                .use(CellCounts.read(Files.readString(folder.path().resolve(DesignFolder.STATISTICS)))
                        .within(BoardTop.NAME));
        requireRoom(used, choice);
        GoalResult result = withResources(
                GoalResult.of(NAME, image.name(), chip.name(), image.inputDigest()), used);
        if (steps.isEmpty()) {
            messages.info("the project for the vendor's tool is in " + folder.path() + "; no vendor's tool has read one yet");
            result.write(layout.root());
            return result;
        }
        for (BuildStep step : steps) {
            watch.time(step.name(), () -> tools.run(folder.path(), step, programs));
        }
        GoalResult timed = withTiming(result, folder, design, chip, steps);
        timed.write(layout.root());
        messages.info("bitstream: " + folder.path().resolve(steps.get(steps.size() - 1).output()));
        return timed;
    }

    private FpgaDesign write(DesignFolder folder, ChipImage image, ChipSpec chip, FpgaChoice choice) throws IOException {
        Path rtl = layout.root().resolve("board");
        Outputs.delete(rtl);
        BoardParameters board = BoardParameters.of(image.core(), Math.round(chip.clock()));
        new BoardGenerator(generate.firtool()).generate(board, rtl);
        List<String> sources = new ArrayList<>(folder.fill(rtl, layout.image()));
        sources.add(BoardTop.NAME + ".v");
        FpgaDesign design =
                new FpgaDesign(BoardTop.NAME, choice.part(), choice.board(), chip.clock(), request.seed(), sources);
        folder.write(BoardTop.NAME + ".v", BoardTop.verilog(choice.target(), design));
        folder.write("filelist.f", String.join("\n", sources) + "\n");
        folder.write(DesignFolder.SCRIPT, DesignFolder.script(choice.target(), design));
        for (Map.Entry<String, String> file : choice.target().files(design).entrySet()) {
            folder.write(file.getKey(), file.getValue());
        }
        List<BuildStep> all = new ArrayList<>(List.of(synthesis(design)));
        all.addAll(choice.target().steps(design));
        folder.write("Makefile", DesignFolder.makefile(all));
        return design;
    }

    private static BuildStep synthesis(FpgaDesign design) {
        List<String> inputs = new ArrayList<>(List.of(DesignFolder.SCRIPT));
        inputs.addAll(design.sources());
        return DesignFolder.synthesis(inputs, design.netlist());
    }

    private static List<String> programs(List<BuildStep> steps) {
        List<String> programs = new ArrayList<>(List.of("yosys"));
        steps.forEach(step -> programs.add(step.command().get(0)));
        return programs;
    }

    private static void requireRoom(Resources used, FpgaChoice choice) {
        String excess = used.excessOver(choice.part().capacity());
        if (!excess.isEmpty()) {
            throw new UserError(choice.part().name() + " is too small for this chip: it needs " + excess
                    + "; perhaps you should take fewer lanes, a shorter context or a larger part");
        }
    }

    private static GoalResult withResources(GoalResult result, Resources used) {
        return result.with("logic", used.logic(), "1")
                .with("memoryLogic", used.memoryLogic(), "1")
                .with("flipFlops", used.flipFlops(), "1")
                .with("multipliers", used.multipliers(), "1")
                .with("blockRams", used.blockRams(), "1");
    }

    private GoalResult withTiming(
            GoalResult result, DesignFolder folder, FpgaDesign design, ChipSpec chip, List<BuildStep> steps)
            throws IOException {
        TimingReport timing = TimingReport.read(folder.path().resolve(TimingReport.FILE));
        messages.info("timing: " + timing.describe());
        if (!timing.isMet()) {
            Files.deleteIfExists(folder.path().resolve(steps.get(steps.size() - 1).output()));
            throw new UserError("the clock of chip " + chip.name() + " is not reached: " + timing.describe()
                    + "; perhaps you should lower the clock in the chip spec, or try another seed (-Ddsllm.placementSeed=)");
        }
        double cycles = GoalResult.read(layout.root(), "generate")
                .map(generated -> generated.value("estimatedCyclesPerToken"))
                .orElse(Double.NaN);
        return result.with("clock", design.clock(), "Hz")
                .with("clockReached", timing.achieved(), "Hz")
                .with("tokensPerSecondAtClock", design.clock() / cycles, "1/s");
    }
}
