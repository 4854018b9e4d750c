package io.github.dsllm.verification.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class FramesTest {

    @Test
    void everyByteValueComesThrough() {
        byte[] body = new byte[256];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) i;
        }

        assertThat(decode(Frames.encode(body))).containsExactly(body);
    }

    @Test
    void aFrameStandsBetweenEndsAndContainsNone() {
        byte[] frame = Frames.encode(new byte[] {(byte) 0xC0, (byte) 0xDB, 7});

        assertThat(frame).startsWith(0xC0, 0xDB, 0xDC, 0xDB, 0xDD, 7).endsWith(0xC0);
        assertThat(count(frame, 0xC0)).isEqualTo(2);
    }

    @Test
    void theCrcIsThatOfZipLowestByteFirst() {
        byte[] body = {1, 2, 3};
        CRC32 crc = new CRC32();
        crc.update(body);
        byte[] frame = Frames.encode(body);

        assertThat(frame).hasSize(9);
        for (int i = 0; i < 4; i++) {
            assertThat(frame[4 + i]).isEqualTo((byte) (crc.getValue() >>> 8 * i));
        }
    }

    @Test
    void noFrameWithADamagedBitIsTaken() {
        byte[] body = {5, 4, 3, 2, 1, 0};
        byte[] frame = Frames.encode(body);
        for (int bit = 8; bit < 8 * (frame.length - 1); bit++) {
            byte[] damaged = frame.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);

            assertThat(decode(damaged)).as("bit " + bit).isEmpty();
        }
    }

    @Test
    void theFirstGoodFrameBehindGarbageIsUnderstood() {
        Random random = new Random(3);
        byte[] body = {9, 8, 7};
        for (int trial = 0; trial < 200; trial++) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            byte[] garbage = new byte[random.nextInt(3000)];
            random.nextBytes(garbage);
            line.writeBytes(garbage);
            line.writeBytes(Frames.encode(body));

            assertThat(decode(line.toByteArray())).as("trial " + trial).contains(body);
        }
    }

    private static List<byte[]> decode(byte[] line) {
        Frames frames = new Frames();
        List<byte[]> bodies = new ArrayList<>();
        for (byte next : line) {
            frames.take(next).ifPresent(bodies::add);
        }
        return bodies;
    }

    private static int count(byte[] bytes, int value) {
        int count = 0;
        for (byte each : bytes) {
            count += (each & 0xFF) == value ? 1 : 0;
        }
        return count;
    }
}
