package io.github.dsllm.codegen.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks are decoded against a second reading of the format, which packs values instead of unpacking bytes. */
class GgufTypeTest {
    private static final short ONE_AND_A_HALF = 0x3E00;
    private static final short QUARTER = 0x3400;

    private final Random random = new Random(5);

    @TempDir
    private Path folder;

    @Test
    void q8HoldsSignedBytes() {
        ByteBuffer block = block(GgufType.Q8_0).putShort(0, ONE_AND_A_HALF);
        float[] expected = new float[32];
        for (int i = 0; i < 32; i++) {
            int q = random.nextInt(256) - 128;
            block.put(2 + i, (byte) q);
            expected[i] = 1.5f * q;
        }

        assertThat(decoded(GgufType.Q8_0, block)).isEqualTo(expected);
    }

    @Test
    void q4HoldsTheFirstHalfInLowNibbles() {
        ByteBuffer block = block(GgufType.Q4_0).putShort(0, QUARTER);
        float[] expected = new float[32];
        for (int i = 0; i < 32; i++) {
            int q = random.nextInt(16);
            or(block, 2 + i % 16, i < 16 ? q : q << 4);
            expected[i] = 0.25f * (q - 8);
        }

        assertThat(decoded(GgufType.Q4_0, block)).isEqualTo(expected);
    }

    @Test
    void q4kHasAScaleAndAMinimumPer32Values() {
        ByteBuffer block = block(GgufType.Q4_K).putShort(0, QUARTER).putShort(2, ONE_AND_A_HALF);
        float[] expected = new float[256];
        for (int sub = 0; sub < 8; sub++) {
            int scale = random.nextInt(64);
            int minimum = random.nextInt(64);
            if (sub < 4) {
                or(block, 4 + sub, scale);
                or(block, 8 + sub, minimum);
            } else {
                or(block, 12 + sub - 4, scale & 15 | (minimum & 15) << 4);
                or(block, 4 + sub - 4, scale >> 4 << 6);
                or(block, 8 + sub - 4, minimum >> 4 << 6);
            }
            for (int i = 0; i < 32; i++) {
                int q = random.nextInt(16);
                or(block, 16 + sub / 2 * 32 + i, sub % 2 == 0 ? q : q << 4);
                expected[32 * sub + i] = 0.25f * scale * q - 1.5f * minimum;
            }
        }

        assertThat(decoded(GgufType.Q4_K, block)).isEqualTo(expected);
    }

    @Test
    void q6kSplitsSixBitsAndHasASignedScalePer16Values() {
        ByteBuffer block = block(GgufType.Q6_K).putShort(208, QUARTER);
        int[] scales = random.ints(16, -128, 128).toArray();
        for (int i = 0; i < 16; i++) {
            block.put(192 + i, (byte) scales[i]);
        }
        float[] expected = new float[256];
        for (int n = 0; n < 2; n++) {
            for (int l = 0; l < 32; l++) {
                for (int part = 0; part < 4; part++) {
                    int q = random.nextInt(64);
                    or(block, 64 * n + l + (part == 1 || part == 3 ? 32 : 0), part < 2 ? q & 15 : (q & 15) << 4);
                    or(block, 128 + 32 * n + l, q >> 4 << 2 * part);
                    expected[128 * n + 32 * part + l] = 0.25f * scales[8 * n + 2 * part + l / 16] * (q - 32);
                }
            }
        }

        assertThat(decoded(GgufType.Q6_K, block)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(
            value = GgufType.class,
            names = {"F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_K", "Q6_K"})
    void aTensorInManySegmentsIsTheSameAsInOne(GgufType type) throws IOException {
        int rows = 7;
        int columns = 2 * type.blockValues();
        byte[] bytes = new byte[rows * 2 * type.blockBytes()];
        random.nextBytes(bytes);
        Path file = Files.write(folder.resolve("tensor"), bytes);
        try (FileChannel channel = FileChannel.open(file)) {
            Tensor one = BlockTensor.map(channel, 0, rows, columns, type);
            Tensor many = BlockTensor.map(channel, 0, rows, columns, type, 4L * type.blockBytes());
            ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            for (int row = 0; row < rows; row++) {
                float[] expected = new float[columns];
                for (int block = 0; block < 2; block++) {
                    type.decoder()
                            .orElseThrow()
                            .decode(all, (2 * row + block) * type.blockBytes(), expected, block * type.blockValues());
                }
                assertThat(one.row(row)).as("row %d", row).isEqualTo(expected);
                assertThat(many.row(row)).as("row %d", row).isEqualTo(expected);
            }
        }
    }

    @Test
    void halvesAndBrainFloatsAreExact() {
        ByteBuffer half = block(GgufType.F16).putShort(0, ONE_AND_A_HALF);
        ByteBuffer brain = block(GgufType.BF16).putShort(0, (short) 0x3FC0);

        assertThat(decoded(GgufType.F16, half)[0]).isCloseTo(1.5f, within(0f));
        assertThat(decoded(GgufType.BF16, brain)[0]).isCloseTo(1.5f, within(0f));
    }

    private static ByteBuffer block(GgufType type) {
        return ByteBuffer.allocate(type.blockBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void or(ByteBuffer block, int at, int bits) {
        block.put(at, (byte) (block.get(at) | bits));
    }

    private static float[] decoded(GgufType type, ByteBuffer block) {
        float[] values = new float[type.blockValues()];
        type.decoder().orElseThrow().decode(block, 0, values, 0);
        return values;
    }
}
