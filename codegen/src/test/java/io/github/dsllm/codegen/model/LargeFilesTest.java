package io.github.dsllm.codegen.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of the size of Llama2-7B, almost all of them a hole: headers are read, values stay where they are. */
class LargeFilesTest {
    private static final long ROWS = 1_600_000;
    private static final int COLUMNS = 4096;
    private static final short ONE = 0x3f80; // bfloat16

    @TempDir
    private Path folder;

    @Test
    void theLastRowOfASafetensorsFileOf13GigabytesIsRead() throws IOException {
        long bytes = ROWS * COLUMNS * 2;
        byte[] header = ("{\"w\":{\"dtype\":\"BF16\",\"shape\":[" + ROWS + "," + COLUMNS + "],\"data_offsets\":[0,"
                        + bytes + "]}}")
                .getBytes(StandardCharsets.UTF_8);
        ByteBuffer start = ByteBuffer.allocate(8 + header.length).order(ByteOrder.LITTLE_ENDIAN);
        start.putLong(header.length).put(header);
        Path file = sparse("w.safetensors", start.array(), bytes);

        SafetensorsFile safetensors = SafetensorsFile.read(file);
        float[] last = safetensors.map("w").row((int) ROWS - 1);

        assertThat(safetensors.unusable("w")).isEmpty();
        assertThat(last[COLUMNS - 1]).isEqualTo(1f);
        assertThat(last[COLUMNS - 2]).isZero();
    }

    @Test
    void theLastRowOfAGgufFileOf13GigabytesIsRead() throws IOException {
        long bytes = ROWS * COLUMNS * 2;
        byte[] start = new GgufWriter()
                .text("general.architecture", "llama")
                .tensor("w", GgufType.BF16, COLUMNS, ROWS, new byte[0])
                .bytes();
        Path file = sparse("w.gguf", start, bytes);

        float[] last = GgufFile.read(file).map("w").row((int) ROWS - 1);

        assertThat(last[COLUMNS - 1]).isEqualTo(1f);
        assertThat(last[COLUMNS - 2]).isZero();
    }

    private Path sparse(String name, byte[] start, long bytes) throws IOException {
        Path file = folder.resolve(name);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            out.write(start);
            out.setLength(start.length + bytes);
            out.seek(start.length + bytes - 2);
            out.write(new byte[] {(byte) ONE, (byte) (ONE >> 8)});
        }
        assertThat(file).hasSize(start.length + bytes);
        return file;
    }
}
