package io.github.dsllm.verification.simulator;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads the numbers of the block protocol. */
final class LittleEndian {
    private static final int LARGEST_BLOCK = 1 << 28;

    private final InputStream in;

    LittleEndian(InputStream in) {
        this.in = in;
    }

    /** The next byte, −1 at the end. */
    int tag() throws IOException {
        return in.read();
    }

    int int32() throws IOException {
        return take(Integer.BYTES).getInt();
    }

    long int64() throws IOException {
        return take(Long.BYTES).getLong();
    }

    ByteBuffer take(int bytes) throws IOException {
        if (bytes < 0 || bytes > LARGEST_BLOCK) {
            throw new IOException("a block of " + bytes + " bytes");
        }
        byte[] read = in.readNBytes(bytes);
        if (read.length < bytes) {
            throw new EOFException("the simulator stopped in the middle of a block");
        }
        return ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
    }
}
