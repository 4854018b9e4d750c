package io.github.dsllm.codegen.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MappedTensorTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 30})
    void rowsThatCrossSegmentsAndBeginAtOddPlacesAreReadWhole(int segmentBits) throws IOException {
        LittleEndian bytes = new LittleEndian();
        bytes.write(99);
        bytes.floats(new float[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14});
        Path file = Files.write(folder.resolve("values"), bytes.toByteArray());

        try (FileChannel channel = FileChannel.open(file)) {
            Tensor tensor = MappedTensor.map(channel, 1, 3, 5, NumberFormat.F32, segmentBits);

            assertThat(tensor.row(0)).containsExactly(0, 1, 2, 3, 4);
            assertThat(tensor.row(1)).containsExactly(5, 6, 7, 8, 9);
            assertThat(tensor.row(2)).containsExactly(10, 11, 12, 13, 14);
            assertThat(tensor.get(14)).isEqualTo(14);
        }
    }
}
