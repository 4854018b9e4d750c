package io.github.dsllm.codegen.chip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.place.Mesh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChipSpecReaderTest {
    private static final Path EXAMPLES = Path.of("../examples/chips");
    private static final String PLAIN = """
            name: plain
            tiles: { rows: 1, columns: 1 }
            lanes: 8
            memory:
              coupling: 1.2 Mb
              state: 16 kB
              keyValue: { words: 64 }
            clock: 80 MHz
            context: 64
            """;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "single-64, 1, 64, 512, 80e6",
        "mesh-2x2, 4, 16, 512, 80e6",
        "ecp5-85f, 1, 64, 256, 80e6",
        "ecp5-85f-16, 1, 16, 256, 50e6",
        "ecp5-85f-32, 1, 32, 256, 45e6",
        "ecp5-85f-64, 1, 64, 256, 64e6",
        "ulx3s, 1, 32, 256, 50e6",
        "ecp5-8, 1, 8, 16, 25e6",
        "learn-16, 1, 16, 1024, 80e6",
        "single-64-reload, 1, 64, 512, 80e6",
        "ecp5-85f-reload, 1, 64, 256, 80e6",
        "ulx3s-sdram, 1, 32, 256, 50e6",
        "llama2-7b-4096, 4096, 128, 2048, 200e6",
        "two-chips, 8, 16, 512, 80e6",
        "ds-llm-poster, 1, 1024, 1024, 200e6"
    })
    void readsTheExamples(String name, int tiles, int lanes, int context, double clock) {
        ChipSpec spec = new ChipSpecReader().read(EXAMPLES.resolve(name + ".yaml"));

        assertThat(spec.name()).isEqualTo(name);
        assertThat(spec.tiles().count()).isEqualTo(tiles);
        assertThat(spec.lanes()).isEqualTo(lanes);
        assertThat(spec.context()).isEqualTo(context);
        assertThat(spec.clock()).isEqualTo(clock);
    }

    @Test
    void readsEveryKey() {
        ChipSpec spec = parse(PLAIN + """
                link: { wordsPerCycle: 4 }
                mode: trajectory
                trajectory: { steps: 32, fraction: 0.25 }
                widths: { coupling: 12, residual: 20 }
                external: { bandwidth: 12.8 GB/s, latency: 100 ns, size: 64 MB }
                fpga: { family: ecp5, part: LFE5U-85F-6, states: logic }
                analog:
                  macEnergy: { figure: 1.5 pJ, source: a table }
                """);

        assertThat(spec.memory().coupling()).isEqualTo(MemorySize.ofBits(1_200_000));
        assertThat(spec.memory().state()).isEqualTo(MemorySize.ofBits(128_000));
        assertThat(spec.memory().keyValue()).isEqualTo(MemorySize.ofWords(64));
        assertThat(spec.link().wordsPerCycle()).isEqualTo(4);
        assertThat(spec.trajectory()).isEqualTo(new ChipSpec.Trajectory(32, 0.25));
        assertThat(spec.external().size()).isEqualTo(MemorySize.ofBits(512_000_000));
        assertThat(spec.external().bandwidth()).isEqualTo(102.4e9);
        assertThat(spec.external().latency()).isCloseTo(1e-7, within(1e-20));
        assertThat(spec.fpga()).isEqualTo(new ChipSpec.Fpga("ecp5", "LFE5U-85F-6", ChipSpec.States.LOGIC));
        assertThat(spec.analog().get("macEnergy").value()).isEqualTo(1.5e-12);
        assertThat(spec.widths().over(Numerics.DEFAULT).couplingBits()).isEqualTo(12);
        assertThat(spec.widths().over(Numerics.DEFAULT).residualBits()).isEqualTo(20);
        assertThat(spec.widths().over(Numerics.DEFAULT).keyBits()).isEqualTo(10);
    }

    @Test
    void absentKeysHaveTheirDefaults() {
        ChipSpec spec = parse(PLAIN);

        assertThat(spec.trajectory()).isNull();
        assertThat(spec.link().wordsPerCycle()).isEqualTo(8);
        assertThat(spec.widths()).isEqualTo(ChipSpec.Widths.NONE);
        assertThat(spec.widths().over(Numerics.FIDELITY)).isEqualTo(Numerics.FIDELITY);
    }

    @Test
    void readsHowCouplingsLearn() {
        assertThat(parse(PLAIN).training()).isNull();
        assertThat(parse(PLAIN + "training: {}").training())
                .isEqualTo(new CouplingTraining(12, UpdateRounding.NEAREST, 1));
        assertThat(parse(PLAIN + "training: { masterBits: 0, rounding: stochastic, seed: 12345 }")
                        .training())
                .isEqualTo(new CouplingTraining(0, UpdateRounding.STOCHASTIC, 12345));
    }

    @Test
    void jsonAndYamlAreEqual() throws IOException {
        JsonNode yaml = new YAMLMapper().readTree(PLAIN);

        ChipSpec spec = new ChipSpecReader().parse("chip.json", yaml.toPrettyString());

        assertThat(spec).isEqualTo(parse(PLAIN));
    }

    @Test
    void allProblemsComeInOneMessageWithLineAndKey() {
        String text = PLAIN.replace("lanes: 8", "lane: 8")
                .replace("80 MHz", "80 Mhz")
                .replace("16 kB", "16")
                .replace("context: 64", "context: many");

        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("chip spec chip.yaml has 5 problems:")
                .hasMessageContaining("line 3, lane: unknown key; did you mean lanes?")
                .hasMessageContaining("line 1: the key lanes is missing; perhaps you should write it like 64")
                .hasMessageContaining(
                        "line 6, memory.state: is 16, but must be a text or a group of keys; perhaps you should write it like \"1.2 Mb\"")
                .hasMessageContaining(
                        "line 8, clock: \"80 Mhz\" is not a frequency; did you mean MHz?; perhaps you should write it like \"80 MHz\"")
                .hasMessageContaining("line 9, context: is the text \"many\", but must be a whole number");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lanes: 8 | lanes: 48 | line 3, lanes: 48 is not a power of two; perhaps you should take 32 or 64",
                "lanes: 8 | lanes: 0 | line 3, lanes: must have a minimum value of 2",
                "rows: 1 | rows: 900 | line 2, tiles.rows: must have a maximum value of 64",
                "1.2 Mb | 1.2 Mx | line 5, memory.coupling: \"1.2 Mx\" is not a memory size",
                "1.2 Mb | 3 b | line 5, memory.coupling: has room for no word of 8 × 2 coupling bits",
                "words: 64 | word: 64 | line 7, memory.keyValue.word: unknown key; did you mean words?",
                "80 MHz | 80 Hz | line 8, clock: must lie between 1 kHz and 10 GHz",
                "context: 64 | context: 64\\ntraining: { masterBits: 17 } | line 10, training.masterBits: must have a maximum value of 16; perhaps you should write it like 12",
                "context: 64 | context: 64\\ntraining: { rounding: random } | line 10, training.rounding: is random, but must be one of nearest, stochastic",
                "context: 64 | context: 64\\ntraining: { seed: 0 } | line 10, training.seed: must have a minimum value of 1",
                "context: 64 | context: 64\\ntraining: { mode: C1 } | line 10, training.mode: unknown key; known are masterBits, rounding, seed",
                "rows: 1, columns: 1 } | rows: 1, columns: 2 }\\ntraining: {} | training: couplings learn on one tile, the chip has 2",
                "context: 64 | context: 64\\ntraining: {}\\nmode: trajectory | training: couplings learn from nodes that settle in one step; perhaps you should leave out mode",
                "context: 64 | context: 64\\nlink: { wordsPerCycle: 3 } | line 10, link.wordsPerCycle: 3 does not divide the 8 lanes; perhaps you should take 2",
                "context: 64 | context: 64\\ncompact: yes-please | line 10, compact: is the text \"yes-please\", but must be a boolean; perhaps you should write it like true",
                "rows: 1, columns: 1 } | rows: 1, columns: 2 }\\ncompact: true | a compact core is alone, the chip has 2 tiles; perhaps you should give one tile more lanes",
                "context: 64 | context: 64\\ncompact: true\\ntraining: {} | line 11, training: a compact core does not learn; perhaps you should leave out training or compact",
                "context: 64 | context: 64\\ncompact: true\\nexternal: { bandwidth: 3 GB/s, latency: 9 ns } | line 11, external: a compact core reloads no couplings; perhaps you should leave out external or compact",
                "context: 64 | context: 64\\ncompact: true\\nmode: trajectory | line 11, mode: a compact core takes no small steps; perhaps you should take settle, or leave out compact",
                "context: 64 | context: 64\\nunitLanes: 3 | line 10, unitLanes: is 3, but must be one of 2, 4, 8, 16",
                "context: 64 | context: 64\\nunitLanes: \"8\" | line 10, unitLanes: is the text 8; perhaps you should write the number, without quotes",
                "context: 64 | context: 64\\nmode: setle | line 10, mode: is setle, but must be one of settle, trajectory; did you mean settle?",
                "context: 64 | context: 64\\ntrajectory: { steps: 4 } | line 10, trajectory: ",
                "context: 64 | context: 64\\nexternal: { bandwidth: 3 GB, latency: 9 ns } | line 10, external.bandwidth: \"3 GB\" is not a bandwidth; did you mean GB/s?",
                "context: 64 | context: 64\\nexternal: 3 GB/s | line 10, external: is the text \"3 GB/s\", but must be a group of keys; perhaps you should write it like {\"bandwidth\":\"12.8 GB/s\",\"latency\":\"100 ns\"}",
                "context: 64 | context: 64\\nexternal: { bandwidth: -3 GB/s, latency: 9 ns } | line 10, external.bandwidth: \"-3 GB/s\" is not a bandwidth; perhaps you should write it like \"12.8 GB/s\"",
                "context: 64 | context: 64\\nexternal: { bandwidth: 0 GB/s, latency: 9 ns } | line 10, external.bandwidth: is less than a bit in 1000 cycles of the clock; perhaps the unit is another",
                "context: 64 | context: 64\\nexternal: { bandwidth: 3e9 GB/s, latency: 9 ns } | line 10, external.bandwidth: is more than 1000 TB/s; perhaps the unit is another",
                "context: 64 | context: 64\\nexternal: { bandwidth: 3 GB/s, latency: 9 MHz } | line 10, external.latency: \"9 MHz\" is not a time; perhaps you should write it like \"100 ns\"",
                "context: 64 | context: 64\\nexternal: { bandwidth: 3 GB/s, latency: -9 ns } | line 10, external.latency: \"-9 ns\" is not a time; perhaps you should write it like \"100 ns\"",
                "context: 64 | context: 64\\nexternal: { bandwidth: 3 GB/s, latency: 0 ns } | line 10, external.latency: must be more than 0; perhaps the unit is another",
                "context: 64 | context: 64\\nexternal: { bandwidth: 3 GB/s, latency: 9 ns, size: 3 b } | line 10, external.size: has room for no word of 8 × 2 coupling bits",
                "context: 64 | context: 64\\nexternal: { bandwidth: 3 GB/s } | line 10, external: the key latency is missing",
                "context: 64 | context: 64\\nexternal: { controller: sdram, bandwidth: 3 MB/s, latency: 9 ns } | line 10, external.controller: an SDRAM holds nothing when power comes, so that all memories must be loaded over a serial line; perhaps you should write host: { interface: serial, load: start }",
                "context: 64 | context: 64\\nhost: { load: reload }\\nexternal: { controller: sdram, bandwidth: 3 MB/s, latency: 9 ns } | line 11, external.controller: an SDRAM holds nothing",
                "clock: 80 MHz | clock: 120 MHz\\nhost: { load: start }\\nexternal: { controller: sdram, bandwidth: 3 MB/s, latency: 9 ns } | external.controller: the SDRAM runs at the clock of the core, which must lie between 1 and 66 MHz; perhaps you should change clock",
                "clock: 80 MHz | clock: 40 MHz\\nhost: { load: start }\\nexternal: { controller: sdram, bandwidth: 3 GB/s, latency: 9 ns } | external.bandwidth: is more than 16 data bits bring at this clock; perhaps you should write 80 MB/s",
                "context: 64 | context: 64\\nexternal: { controller: sram, bandwidth: 3 MB/s, latency: 9 ns } | external.controller: is sram, but must be one of none, sdram; did you mean sdram?",
                "context: 64 | context: 64\\nexternal: { bandwidth: 3 b/s, latency: 9 ns } | line 10, external.bandwidth: is less than a bit in 1000 cycles of the clock; perhaps the unit is another",
                "context: 64 | context: 64\\nexternal: { bandwidth: 3 GB/s, latency: 9 s } | line 10, external.latency: is more than 1048576 cycles of the clock; perhaps the unit is another",
                "context: 64 | context: 64\\nanalog: { power: { figure: 3 W } } | line 10, analog.power: the key source is missing",
                "context: 64 | context: 64\\nlanes: 8 | line 10: the key lanes stands twice, first in line 3",
                "context: 64 | context: *a | line 9: YAML anchors",
                "context: 64 | context: !!java.net.URL 64 | line 9: YAML anchors, aliases and type tags are not accepted",
                "context: 64 | context: 64\\n---\\na: 1 | line 11: a second document begins here",
            })
    void namesTheLineAndTheRemedy(String good, String bad, String message) {
        String text = PLAIN.replace(good, bad.replace("\\n", "\n"));

        assertThatThrownBy(() -> parse(text)).isInstanceOf(UserError.class).hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "- a", "just a word", "{", "a: b: c", "\u0000"})
    void refusesWhatIsNoChipSpec(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(UserError.class).hasMessageContaining("chip.yaml");
    }

    @Test
    void deepNestingAndLengthAreRefusedBeforeTheyCost() {
        assertThatThrownBy(() -> parse("[".repeat(100_000))).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> parse("#".repeat(2_000_000)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("perhaps you should give -Ddsllm.chip the chip spec");
    }

    @Test
    void billionLaughsAreRefusedAtTheFirstAnchor() {
        String bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n";

        assertThatThrownBy(() -> parse(bomb))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("line 1: YAML anchors");
    }

    @Test
    void aMissingFileADirectoryAndABinaryHaveTheirOwnWords() throws IOException {
        Path binary = Files.write(folder.resolve("model.yaml"), new byte[] {(byte) 0xff, 0, (byte) 0xfe});
        ChipSpecReader reader = new ChipSpecReader();

        assertThatThrownBy(() -> reader.read(folder.resolve("none.yaml")))
                .hasMessageContaining("there is no chip spec")
                .hasMessageContaining("dsllm:init");
        assertThatThrownBy(() -> reader.read(folder)).hasMessageContaining("is a directory");
        assertThatThrownBy(() -> reader.read(binary))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("not a text in UTF-8");
        assertThatThrownBy(() -> reader.parse("chip.txt", PLAIN)).hasMessageContaining("neither *.yaml nor *.json");
    }

    @Test
    void theSchemaKnowsTheSameUnitsAsTheReader() {
        JsonNode schema = new SpecSchema(SpecKind.CHIP).source();

        assertThat(strings(schema.at("/$defs/memorySize/x-units")))
                .containsExactlyInAnyOrderElementsOf(Quantity.MEMORY.keySet());
        assertThat(strings(schema.at("/properties/clock/x-units")))
                .containsExactlyInAnyOrderElementsOf(Quantity.FREQUENCY.keySet());
        assertThat(strings(schema.at("/properties/external/properties/bandwidth/x-units")))
                .containsExactlyInAnyOrderElementsOf(Quantity.BANDWIDTH.keySet());
        assertThat(strings(schema.at("/properties/external/properties/latency/x-units")))
                .containsExactlyInAnyOrderElementsOf(Quantity.TIME.keySet());
        assertThat(strings(schema.at("/properties/analog/additionalProperties/properties/figure/x-units")))
                .containsExactlyInAnyOrderElementsOf(Quantity.ANALOG.keySet());
    }

    @Test
    void absentTilesAndChipsBecomeAMesh() {
        ChipSpec spec = parse(PLAIN.replaceFirst(
                "tiles: .*",
                "tiles: {rows: 4, columns: 6, disabled: [[1, 2], [3, 5]]}\nchips: {rows: 2, columns: 3, crossing: 8}"));

        assertThat(spec.tiles().mesh())
                .isEqualTo(new Mesh(6, 4, Set.of(new Mesh.Tile(2, 1), new Mesh.Tile(5, 3)), 2, 2, 8));
        assertThat(spec.tiles().mesh().absentTiles()).containsExactly(8, 23);
        assertThat(parse(PLAIN).tiles().disabled()).isEmpty();
    }

    @Test
    void tilesThatCannotBeAbsentAreNamedWithTheirLine() {
        String text = PLAIN.replaceFirst(
                "tiles: .*",
                "tiles: {rows: 2, columns: 4, disabled: [[0, 0], [2, 1], [0, 2], [1, 2], [0, 3], [1, 3]]}\nchips: {rows: 1, columns: 2}");

        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("has 3 problems")
                .hasMessageContaining(
                        "line 2, tiles.disabled.0: tile [0, 0] talks to the host; perhaps you should turn the mesh")
                .hasMessageContaining(
                        "line 2, tiles.disabled.1: there is no tile [2, 1] in a mesh of 2 rows and 4 columns; perhaps")
                .hasMessageContaining(
                        "line 2, tiles.disabled: no tile is left on chip [0, 1], so that the mesh falls apart: ways between other chips lead through its routers; perhaps");
        assertThatThrownBy(() -> parse(PLAIN + "\nchips: {rows: 1, columns: 5}\n"))
                .hasMessageContaining("chips.columns: 5 does not divide the ");
        assertThatThrownBy(
                        () -> parse(PLAIN.replaceFirst("tiles: .*", "tiles: {rows: 2, columns: 2, disabled: [1, 1]}")))
                .hasMessageContaining(
                        "line 2, tiles.disabled.0: is 1, but must be a list; perhaps you should write it like [1,2]");
    }

    @Test
    void aSizeInWordsHoldsThemAtAnyWidth() {
        assertThat(MemorySize.ofWords(10).capacity(512)).isEqualTo(10);
        assertThat(MemorySize.ofBits(1030).capacity(512)).isEqualTo(2);
        assertThat(MemorySize.ofWords(10).bits(512)).isEqualTo(5120);
    }

    private static ChipSpec parse(String text) {
        return new ChipSpecReader().parse("chip.yaml", text);
    }

    private static Iterable<String> strings(JsonNode list) {
        return Arrays.asList(new ObjectMapper().convertValue(list, String[].class));
    }
}
