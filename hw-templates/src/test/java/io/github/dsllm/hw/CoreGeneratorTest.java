package io.github.dsllm.hw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.CouplingTraining;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.chip.UpdateRounding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoreGeneratorTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 8, 16})
    void emitsTheSameBytesIntoEveryFolder(int unitLanes) throws IOException {
        SortedMap<String, String> first = generate("first", Cores.ofUnits(unitLanes));
        SortedMap<String, String> second = generate("second", Cores.ofUnits(unitLanes));

        assertThat(second).isEqualTo(first);
    }

    /** Objects without a hash code of their own get it from the machine, here the same for all: nothing of the Verilog may follow it. */
    @Test
    void emitsTheSameBytesWhateverTheMachineTakesForAHash() throws Exception {
        SortedMap<String, String> here = generate("here", Cores.ofUnits(8));
        Path there = directory.resolve("there");

        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UnlockExperimentalVMOptions",
                        "-XX:hashCode=2",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CoreGeneratorTest.class.getName(),
                        there.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        try (Stream<Path> files = Files.list(there)) {
            assertThat(texts(files.filter(file -> !file.endsWith(CoreGenerator.FILE_LIST))
                            .toList()))
                    .isEqualTo(here);
        }
    }

    /** Generates a core into the folder of the only argument. */
    public static void main(String... arguments) {
        new CoreGenerator().generate(Cores.ofUnits(8), Path.of(arguments[0]));
    }

    @Test
    void namesEveryModuleInTheFileList() throws IOException {
        SortedMap<String, String> files = generate("core");

        assertThat(files.keySet()).contains("DsCore.sv", "Lane.sv", "DsMemory.v");
        assertThat(Files.readAllLines(directory.resolve("core").resolve(CoreGenerator.FILE_LIST)))
                .containsExactlyElementsOf(files.keySet());
    }

    @Test
    void aCoreWhoseCouplingsStayHasNothingOfTraining() throws IOException {
        SortedMap<String, String> staying = generate("staying");
        SortedMap<String, String> learning = generate(
                "learning",
                Cores.of(Numerics.DEFAULT).withTraining(new CouplingTraining(8, UpdateRounding.NEAREST, 1)));

        assertThat(learning.keySet()).contains("TrainUnit.sv");
        assertThat(learning.get("DsCore.sv")).contains("io_stored");
        assertThat(staying.keySet()).doesNotContain("TrainUnit.sv");
        assertThat(staying.values()).noneMatch(text -> text.contains("stored") || text.contains("evolve"));
    }

    @Test
    void firtoolHasNothingToComplainAbout() {
        String complaints = Elaboration.write(
                () -> new DsCore(Cores.of(Numerics.DEFAULT, 2, 2)), directory.resolve("core"), new Firtool(null));

        assertThat(complaints).isEmpty();
    }

    @Test
    void complaintsOfFirtoolAreNotSwallowed() throws IOException {
        Path chatty = program("cat > /dev/null; echo 'warning: a loop' >&2");

        String complaints = Elaboration.write(
                () -> new DsCore(Cores.of(Numerics.DEFAULT)), directory.resolve("core"), new Firtool(chatty));

        assertThat(complaints).contains("warning: a loop");
    }

    @Test
    void aFailingFirtoolIsQuoted() throws IOException {
        Path broken = program("echo 'no such option'; exit 3");

        assertThatThrownBy(
                        () -> new CoreGenerator(broken).generate(Cores.of(Numerics.DEFAULT), directory.resolve("core")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("exit code 3")
                .hasMessageContaining("no such option");
    }

    @Test
    void aFirtoolThatCannotBeStartedIsRefusedWithTheRemedy() throws IOException {
        Path text = Files.writeString(directory.resolve("firtool"), "no program");

        assertThatThrownBy(
                        () -> new CoreGenerator(text).generate(Cores.of(Numerics.DEFAULT), directory.resolve("core")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("cannot be started")
                .hasMessageContaining("perhaps you should");
    }

    private Path program(String script) throws IOException {
        Path program = Files.writeString(directory.resolve("program"), "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private SortedMap<String, String> generate(String folder) throws IOException {
        return generate(folder, Cores.of(Numerics.DEFAULT));
    }

    private SortedMap<String, String> generate(String folder, CoreParameters core) throws IOException {
        return texts(new CoreGenerator().generate(core, directory.resolve(folder)));
    }

    private static SortedMap<String, String> texts(List<Path> files) throws IOException {
        SortedMap<String, String> texts = new TreeMap<>();
        for (Path file : files) {
            texts.put(file.getFileName().toString(), Files.readString(file));
        }
        return texts;
    }
}
