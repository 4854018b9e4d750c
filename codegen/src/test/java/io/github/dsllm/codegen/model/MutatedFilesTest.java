package io.github.dsllm.codegen.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The short form of {@link FileReadersFuzzTest}: sound files with random damage of the kinds that headers suffer, by seed. */
class MutatedFilesTest {
    private static final int ROUNDS = 600;
    private static final int HEADER = 2000;
    private static final long[] TELLING = {
        0, 1, -1, 0x7f, 0x80, 0xffff, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 40, Long.MAX_VALUE
    };

    @ParameterizedTest
    @EnumSource
    void soundFilesAreTakenOrSayWhatTheyLack(UntrustedFiles kind) {
        assertThat(kind.seeds()).anyMatch(kind::accepts);
    }

    @ParameterizedTest
    @EnumSource
    void damagedFilesAreReadOrRefusedWithTheirName(UntrustedFiles kind) {
        int refused = 0;
        for (byte[] seed : kind.seeds()) {
            for (int round = 0; round < ROUNDS; round++) {
                Random random = new Random(round);
                try {
                    refused += kind.accepts(damaged(seed, random)) ? 0 : 1;
                } catch (RuntimeException | Error uncaught) {
                    throw new AssertionError(kind + ", seed " + round + ": " + uncaught, uncaught);
                }
            }
        }
        assertThat(refused).isGreaterThan(ROUNDS / 4);
    }

    private static byte[] damaged(byte[] sound, Random random) {
        byte[] content =
                random.nextInt(4) == 0 ? Arrays.copyOf(sound, random.nextInt(sound.length + 40)) : sound.clone();
        int reach = Math.min(content.length, random.nextBoolean() ? HEADER : 64);
        for (int i = 1 + random.nextInt(4); i > 0 && reach > 0; i--) {
            int at = random.nextInt(reach);
            int bytes = 1 << random.nextInt(4);
            long value = random.nextBoolean() ? TELLING[random.nextInt(TELLING.length)] : random.nextLong();
            for (int k = 0; k < bytes && at + k < content.length; k++) {
                content[at + k] = (byte) (value >> 8 * k);
            }
        }
        return content;
    }

    @Test
    void aReaderThatTrustsALengthOrHidesTheFileIsNoticed() {
        byte[] content = {1, 2, 3};

        assertThatThrownBy(() -> UntrustedFiles.accepts(content, ".x", file -> {
                    throw new NegativeArraySizeException();
                }))
                .isInstanceOf(NegativeArraySizeException.class);
        assertThatThrownBy(() -> UntrustedFiles.accepts(content, ".x", file -> {
                    throw new UserError("something is wrong");
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("does not name the file");
    }
}
