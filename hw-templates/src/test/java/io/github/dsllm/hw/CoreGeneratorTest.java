package io.github.dsllm.hw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Numerics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoreGeneratorTest {

    @TempDir
    private Path directory;

    @Test
    void emitsTheSameBytesIntoEveryFolder() throws IOException {
        SortedMap<String, String> first = generate("first");
        SortedMap<String, String> second = generate("second");

        assertThat(second).isEqualTo(first);
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
                Cores.of(Numerics.DEFAULT)
                        .withTraining(new CoreParameters.Training(8, CoreParameters.UpdateRounding.NEAREST, 1)));

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
        List<Path> files = new CoreGenerator().generate(core, directory.resolve(folder));
        SortedMap<String, String> texts = new TreeMap<>();
        for (Path file : files) {
            texts.put(file.getFileName().toString(), Files.readString(file));
        }
        return texts;
    }
}
