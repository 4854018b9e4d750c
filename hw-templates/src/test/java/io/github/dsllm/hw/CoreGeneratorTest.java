package io.github.dsllm.hw;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.Numerics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private SortedMap<String, String> generate(String folder) throws IOException {
        List<Path> files = new CoreGenerator().generate(Cores.of(Numerics.DEFAULT), directory.resolve(folder));
        SortedMap<String, String> texts = new TreeMap<>();
        for (Path file : files) {
            texts.put(file.getFileName().toString(), Files.readString(file));
        }
        return texts;
    }
}
