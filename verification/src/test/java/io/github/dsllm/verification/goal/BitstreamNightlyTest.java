package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.chip.MemoryPages;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.verification.cosim.CoSimulation;
import io.github.dsllm.verification.cosim.CoSimulationResult;
import io.github.dsllm.verification.cosim.Netlist;
import io.github.dsllm.verification.cosim.NetlistFamily;
import io.github.dsllm.verification.cosim.VerificationPlan;
import io.github.dsllm.verification.fpga.PlaceAndRoute;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.Profile;
import io.github.dsllm.verification.simulator.Simulator;
import io.github.dsllm.verification.simulator.StoryRequest;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A trained language model from its file to the bitstream of an ECP5, without external memory: stories260K, 256 positions, 8-bit couplings. Takes half an hour, so it is run
 * by night ({@code -Pnightly}), with a small model behind an SDRAM; {@code target/nightly} keeps what docs/fpga records. -Ddsllm.nightly.chip= names another chip spec than the one of 16 lanes, -Ddsllm.nightly.numerics= its
 * constants, -Ddsllm.nightly.dense=true spreads it (dsllm.dense), and -Ddsllm.nightly.seed= is the seed of its placement.
 */
@Tag("nightly")
class BitstreamNightlyTest {
    private static final Path CHIP =
            Path.of(System.getProperty("dsllm.nightly.chip", "../examples/chips/ecp5-85f-16.yaml"));

    private static final int TOKENS = 32;

    /** Pins with a flip-flop of their own: 13 of the address, 2 of the bank, 3 of the command, 2 of the mask, 16 of data, and the clock. */
    private static final int SDRAM_OUTPUTS = 37;

    private static final String NUMERICS = System.getProperty("dsllm.nightly.numerics", "default");

    private static final PlaceAndRoute PLACE =
            new PlaceAndRoute(Long.getLong("dsllm.nightly.seed", 1), Boolean.getBoolean("dsllm.nightly.dense"));

    @Test
    void aTrainedLanguageModelGetsItsBitstream() throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "nightly"));
        Path output = folder.resolve("out");

        GoalResult result =
                new FpgaGoal(request(folder), new FpgaRequest(null, null, null, PLACE), new RecordedMessages()).run();

        assertThat(output.resolve("fpga").resolve("design.bit")).isNotEmptyFile();
        assertThat(result.value("clockReached")).isGreaterThanOrEqualTo(result.value("clock"));
        Files.write(folder.resolve("place-summary.txt"), summary(output.resolve("fpga/place.log")));
    }

    /** The pins of an SDRAM with their flip-flops, through place and route, around a model that has no room for all of its couplings. */
    @Test
    void aBoardWithAnSdramGetsItsBitstream() throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "nightly", "sdram"));
        Path chip = Files.writeString(folder.resolve("chip.yaml"), """
                name: small-sdram
                tiles: { rows: 1, columns: 1 }
                lanes: 8
                memory: { coupling: { words: 320 }, state: 1 Mb, keyValue: 1 Mb }
                external: { controller: sdram, bandwidth: 100 MB/s, latency: 200 ns }
                clock: 50 MHz
                context: 24
                host: { baud: 1000000, load: start }
                """);
        GenerateRequest generate =
                Requests.generate(TinyModels.llama2c(folder, TinyModels.smallest(), 7), chip, folder);
        FpgaRequest request = new FpgaRequest(null, null, "ulx3s", PlaceAndRoute.DEFAULT);

        GoalResult result = new FpgaGoal(generate, request, new RecordedMessages()).run();

        Path made = generate.outputDirectory().resolve("fpga");
        assertThat(made.resolve("design.bit")).isNotEmptyFile();
        assertThat(result.value("clockReached")).isGreaterThanOrEqualTo(result.value("clock"));
        List<String> placed = Files.readAllLines(made.resolve("place.log"));
        long pins = Files.readAllLines(made.resolve("design.lpf")).stream()
                .filter(line -> line.startsWith("LOCATE COMP"))
                .count();
        assertThat(placed)
                .filteredOn(line -> line.matches("Info: pin '.*' constrained to Bel .*"))
                .hasSizeGreaterThanOrEqualTo(Math.toIntExact(pins));
        assertThat(placed)
                .filteredOn(line -> line.startsWith("Info: IOLOGIC component "))
                .hasSize(SDRAM_OUTPUTS);
    }

    /** The tile of that chip after synthesis, with the trace ports of a co-simulation: its block RAMs hold the image, it tells some tokens as the golden model does, and with a flipped bit it does not. */
    @Test
    void itsNetlistTellsTheStoryOfTheGoldenModel() throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "nightly", "netlist"));
        GenerateRequest generate = request(folder);
        new GenerateGoal(generate, new RecordedMessages()).run();
        OutputLayout layout = new OutputLayout(generate.outputDirectory());
        TracedCore core = new TracedCore(ImageFiles.read(layout.image()), layout, generate);
        ChipImage image = core.image();

        Netlist netlist =
                Netlist.of(NetlistFamily.ECP5, core.build().rtl(), layout.image(), folder.resolve("synthesis"));
        CoSimulationResult sound = run(netlist, image, layout.image(), folder.resolve("sound"));
        CoSimulationResult damaged = run(netlist.withFault(image), image, layout.image(), folder.resolve("damaged"));

        int bits = image.core().lanes() * image.core().numerics().couplingBits();
        List<String> words = Files.readAllLines(layout.image().resolve("tile0_coupling.mem"));
        for (int address = 0; address < MemoryPages.of(words.size()).get(0); address++) {
            assertThat(netlist.coupling(address, bits)).isEqualTo(new BigInteger(words.get(address), 16));
        }
        assertThat(sound.equal()).as(String.valueOf(sound.difference())).isTrue();
        assertThat(sound.tokens()).isGreaterThanOrEqualTo(TOKENS);
        assertThat(damaged.difference()).isNotNull();
        Files.writeString(
                folder.resolve("netlist.txt"),
                String.format(
                        Locale.ROOT,
                        "%d instructions at %d positions, %d mismatches, %.0f cycles per token; %.1f s; with a flipped bit: %s%n",
                        sound.comparedGroups(),
                        sound.tokens(),
                        sound.mismatches(),
                        sound.measurements().cyclesPerToken(),
                        sound.seconds(),
                        damaged.difference().describe()));
    }

    private static CoSimulationResult run(Netlist netlist, ChipImage image, Path files, Path folder)
            throws IOException {
        CoreBuild build =
                new CoreBuild(netlist.simulated(folder), image.core(), Profile.FAST, false, folder.resolve("builds"));
        StoryRequest story =
                StoryRequest.of(List.of(image.bosToken()), Controls.greedy().withLimit(TOKENS));
        return new CoSimulation(Simulator.named("verilator"), build, image, files)
                .run(new VerificationPlan(List.of(story), List.of(), false, folder), tokens -> {});
    }

    private static GenerateRequest request(Path folder) {
        Path model = Shared.file("models/llama2c-stories260K/stories260K.bin");
        return Requests.generate(model, CHIP, folder, NUMERICS, "auto", null, null);
    }

    /** What place and route says of the part and of the clock, without the course of its search. */
    private static List<String> summary(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.contains("%") || line.contains("Max frequency"))
                .toList();
    }
}
