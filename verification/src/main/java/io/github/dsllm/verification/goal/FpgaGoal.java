package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.ChipSpecReader;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.hw.board.DsPinOutput;
import io.github.dsllm.verification.fpga.BoardTop;
import io.github.dsllm.verification.fpga.BuildStep;
import io.github.dsllm.verification.fpga.CellCounts;
import io.github.dsllm.verification.fpga.DesignFolder;
import io.github.dsllm.verification.fpga.FpgaDesign;
import io.github.dsllm.verification.fpga.FpgaTarget;
import io.github.dsllm.verification.fpga.FpgaTargets;
import io.github.dsllm.verification.fpga.FpgaTools;
import io.github.dsllm.verification.fpga.Resources;
import io.github.dsllm.verification.fpga.TimingReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code fpga}: from a model and a chip spec to a bitstream. The folder {@code fpga} of the output directory holds everything that it is made of, with a
 * Makefile that makes it again without Maven.
 */
public final class FpgaGoal {
    /** Name of the goal, of its folder and of its result. */
    public static final String NAME = "fpga";

    private static final String FILE_LIST = "filelist.f";

    private final GenerateRequest generate;
    private final FpgaRequest request;
    private final Messages messages;
    private final OutputLayout layout;
    private final DesignFolder folder;
    private final FpgaTools tools;

    public FpgaGoal(GenerateRequest generate, FpgaRequest request, Messages messages) {
        this(generate, request, messages, new FpgaTools());
    }

    FpgaGoal(GenerateRequest generate, FpgaRequest request, Messages messages, FpgaTools tools) {
        this.tools = tools;
        this.generate = generate;
        this.request = request;
        this.messages = messages;
        this.layout = new OutputLayout(generate.outputDirectory());
        this.folder = new DesignFolder(layout.root().resolve(NAME));
    }

    /**
     * Generates if need be, synthesises, places, routes and packs, and writes {@code fpga.json}; nothing is run when nothing has changed since a bitstream was
     * made. For a family whose place and route is not open the folder is a project for the vendor's tool, and Yosys says what it takes.
     *
     * @return what the design takes and, where it was routed, its clock
     * @throws UserError if the chip has no serial host, the part is too small, a tool is missing or fails, or the clock is not reached; a bitstream that is too
     *     slow for its clock is not kept, nor that of an earlier design
     */
    public GoalResult run() throws IOException {
        ChipSpec chip = new ChipSpecReader().read(generate.chip());
        requireHost(chip);
        FpgaChoice asked = FpgaChoice.of(request, chip);
        FpgaChoice choice = hasSdram(chip) ? asked.withSdram() : asked;
        requirePlacer(choice);
        FpgaDesign unfilled = choice.design(BoardTop.NAME, chip, request.place(), List.of());
        String clockModule = choice.target().clockModule(unfilled);
        List<String> programs = programs(choice.target().steps(unfilled));
        tools.require(programs);

        new GenerateGoal(generate, messages).run();
        ChipImage image = ImageFiles.read(layout.image());
        requireController(image, chip);
        List<String> sources = new ArrayList<>(folder.fill(layout.board(), layout.image()));
        if (choice.target().pinOutput().isPresent()) {
            sources.remove(DesignFolder.RTL + "/" + DsPinOutput.module() + ".v");
        }
        sources.add(BoardTop.FILE);
        FpgaDesign design = choice.design(BoardTop.NAME, chip, request.place(), sources);
        SortedMap<String, String> texts = texts(choice.target(), design, clockModule, hasSdram(chip));
        folder.write(texts);
        Inputs inputs = inputs(choice, texts);
        Path mark = layout.root().resolve(NAME + ".inputs");
        List<BuildStep> steps = choice.target().steps(design);
        Optional<GoalResult> before = GoalResult.read(layout.root(), NAME);
        if (before.isPresent() && isMade(steps) && inputs.changesSince(mark).isEmpty()) {
            messages.info("up to date: " + folder.path());
            return before.get();
        }
        Files.deleteIfExists(mark);
        Files.deleteIfExists(layout.result(NAME));
        for (BuildStep step : steps) {
            Files.deleteIfExists(folder.path().resolve(step.output()));
        }
        GoalResult result = build(GoalResult.of(NAME, image.name(), chip.name(), image.inputDigest()), choice, design);
        result.write(layout.root());
        inputs.save(mark);
        return result;
    }

    private GoalResult build(GoalResult result, FpgaChoice choice, FpgaDesign design) throws IOException {
        List<BuildStep> steps = choice.target().steps(design);
        List<String> programs = programs(steps);
        Stopwatch watch = new Stopwatch(messages);
        watch.time("synthesise", () -> tools.run(folder.path(), synthesis(choice.target(), design), programs));
        CellCounts counts = CellCounts.read(Files.readString(folder.path().resolve(DesignFolder.STATISTICS)));
        Resources used = choice.target().use(counts.within(BoardTop.NAME));
        messages.info(choice.part().name() + ": " + used.describe(choice.part().capacity()));
        requireRoom(used, choice);
        GoalResult synthesised = FpgaChoice.with(result, used);
        if (steps.isEmpty()) {
            messages.info("the project for the vendor's tool is in " + folder.path()
                    + "; no vendor's tool has read one yet (docs/fpga.md)");
            return synthesised;
        }
        for (BuildStep step : steps) {
            watch.time(step.name(), () -> tools.run(folder.path(), step, programs));
        }
        Path bitstream = folder.path().resolve(steps.get(steps.size() - 1).output());
        TimingReport timing = TimingReport.read(
                folder.path().resolve(TimingReport.FILE), design.place().margin());
        messages.info("timing: " + timing.describe());
        requireClock(timing, bitstream, synthesised.chip());
        messages.info("bitstream: " + bitstream);
        return synthesised
                .with("clock", design.clock(), "Hz")
                .with("clockReached", timing.achieved(), "Hz")
                .with("tokensPerSecondAtClock", design.clock() / cyclesPerToken(), "1/s");
    }

    private double cyclesPerToken() {
        return GoalResult.read(layout.root(), "generate")
                .map(generated -> generated.value("estimatedCyclesPerToken"))
                .orElse(Double.NaN);
    }

    private static void requireRoom(Resources used, FpgaChoice choice) {
        String excess = used.excessOver(choice.part().capacity());
        if (!excess.isEmpty()) {
            throw new UserError(choice.part().name() + " is too small for this chip: it needs " + excess
                    + "; perhaps you should take fewer lanes, a shorter context or a larger part");
        }
    }

    private void requireClock(TimingReport timing, Path bitstream, String chip) throws IOException {
        if (!timing.isMet()) {
            Files.deleteIfExists(bitstream);
            throw new UserError("the clock of chip " + chip + " is not reached: " + timing.describe()
                    + "; perhaps you should lower the clock in the chip spec, or try another seed (-Ddsllm.placementSeed=)"
                    + (request.place().isDense() ? ", or leave out -Ddsllm.dense" : ""));
        }
    }

    private void requirePlacer(FpgaChoice choice) {
        if (request.place().isDense() && !choice.target().routesDense()) {
            throw new UserError("dsllm.dense is for designs that run out of wires on "
                    + new FpgaTargets().families(FpgaTarget::routesDense) + ", not for "
                    + choice.part().name() + "; perhaps you should leave it out");
        }
    }

    private static void requireHost(ChipSpec chip) {
        ChipSpec.Host host = chip.host();
        if (host == null || host.port() != ChipSpec.Port.SERIAL) {
            throw new UserError("the chip " + chip.name()
                    + " has no serial line to the host, so nobody could talk to its board; perhaps you should add to the chip spec: host: { baud: "
                    + BoardParameters.DEFAULT_BAUD + " }");
        }
    }

    private static boolean hasSdram(ChipSpec chip) {
        return chip.external() != null && chip.external().controller() == ChipSpec.Controller.SDRAM;
    }

    /** Without a controller the port of the external memory leads nowhere. */
    private static void requireController(ChipImage image, ChipSpec chip) {
        if (image.core().external() != null && !hasSdram(chip)) {
            throw new UserError(
                    "the chip " + chip.name()
                            + " reloads couplings from an external memory, but has no controller for one; perhaps you should add to the chip spec"
                            + " external: { controller: sdram } and host: { load: start }, or take a part or a model with which all couplings stay on the chip");
        }
    }

    /** All text files of the folder but the Verilog of the board, by name. */
    private static SortedMap<String, String> texts(
            FpgaTarget target, FpgaDesign design, String clockModule, boolean hasSdram) {
        SortedMap<String, String> texts = new TreeMap<>(target.files(design));
        texts.putAll(target.maps(design.part()));
        texts.put(
                BoardTop.FILE,
                hasSdram
                        ? BoardTop.verilogWithSdram(clockModule, target, design.board())
                        : BoardTop.verilog(clockModule, design.board()));
        texts.put(FILE_LIST, String.join("\n", design.sources()) + "\n");
        texts.put(DesignFolder.SCRIPT, DesignFolder.script(target, design));
        List<BuildStep> all = new ArrayList<>(List.of(synthesis(target, design)));
        all.addAll(target.steps(design));
        texts.put("Makefile", DesignFolder.makefile(all));
        return texts;
    }

    /** All that the tools read. */
    private Inputs inputs(FpgaChoice choice, SortedMap<String, String> texts) throws IOException {
        Inputs inputs = new Inputs()
                .with("part", (Object) choice.part())
                .with("Verilog", folder.path().resolve(DesignFolder.RTL))
                .with("image", layout.image());
        for (String name : texts.keySet()) {
            inputs.with(name, folder.path().resolve(name));
        }
        return inputs;
    }

    private boolean isMade(List<BuildStep> steps) {
        return steps.stream().allMatch(step -> Files.exists(folder.path().resolve(step.output())));
    }

    private static BuildStep synthesis(FpgaTarget target, FpgaDesign design) {
        List<String> inputs = new ArrayList<>(List.of(DesignFolder.SCRIPT));
        inputs.addAll(target.maps(design.part()).keySet());
        inputs.addAll(design.sources());
        return DesignFolder.synthesis(inputs, design.netlist());
    }

    private static List<String> programs(List<BuildStep> steps) {
        List<String> programs = new ArrayList<>(List.of("yosys"));
        steps.forEach(step -> programs.add(step.command().get(0)));
        return programs;
    }
}
