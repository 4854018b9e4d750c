package io.github.dsllm.verification.board;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;

/** Bodies to frames and back (docs/host-link.md §2). Keeps what has come of the present frame. */
final class Frames {
    private static final int END = 0xC0;
    private static final int ESCAPE = 0xDB;
    private static final int ESCAPED_END = 0xDC;
    private static final int ESCAPED_ESCAPE = 0xDD;
    private static final int CRC_BYTES = 4;

    /** Longer than any frame, so that garbage without an end does not fill the memory. */
    private static final int LONGEST = 1024;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private boolean isEscaped;
    private boolean isBad;

    /** The frame of a body, from end to end. */
    static byte[] encode(byte[] body) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(END);
        for (byte value : body) {
            escape(frame, value & 0xFF);
        }
        int crc = crc(body, body.length);
        for (int i = 0; i < CRC_BYTES; i++) {
            escape(frame, crc >>> Byte.SIZE * i & 0xFF);
        }
        frame.write(END);
        return frame.toByteArray();
    }

    /** Takes the next byte of the line; the body of a frame, without its CRC, when that byte ends a good one. */
    Optional<byte[]> take(byte next) {
        int value = next & 0xFF;
        if (value == END) {
            return end();
        }
        if (isEscaped) {
            isBad |= value != ESCAPED_END && value != ESCAPED_ESCAPE;
            add(value == ESCAPED_END ? END : ESCAPE);
            isEscaped = false;
        } else if (value == ESCAPE) {
            isEscaped = true;
        } else {
            add(value);
        }
        return Optional.empty();
    }

    private void add(int value) {
        isBad |= body.size() >= LONGEST;
        if (!isBad) {
            body.write(value);
        }
    }

    private Optional<byte[]> end() {
        byte[] all = body.toByteArray();
        boolean isWhole = !isBad && !isEscaped && all.length > CRC_BYTES;
        body.reset();
        isEscaped = false;
        isBad = false;
        if (!isWhole) {
            return Optional.empty();
        }
        int length = all.length - CRC_BYTES;
        int crc = crc(all, length);
        for (int i = 0; i < CRC_BYTES; i++) {
            if (all[length + i] != (byte) (crc >>> Byte.SIZE * i)) {
                return Optional.empty();
            }
        }
        return Optional.of(Arrays.copyOf(all, length));
    }

    private static void escape(ByteArrayOutputStream frame, int value) {
        if (value == END || value == ESCAPE) {
            frame.write(ESCAPE);
            frame.write(value == END ? ESCAPED_END : ESCAPED_ESCAPE);
        } else {
            frame.write(value);
        }
    }

    private static int crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }
}
