package io.github.dsllm.codegen.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bytes in the order in which model files hold them. */
final class LittleEndian extends ByteArrayOutputStream {
    void ints(int... values) {
        for (int value : values) {
            writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array());
        }
    }

    void floats(float[] values) {
        numbers(values, "F32");
    }

    void numbers(float[] values, String type) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            switch (type) {
                case "F32" -> buffer.putFloat(value);
                case "BF16" -> buffer.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
                default -> throw new IllegalArgumentException(type);
            }
        }
        write(buffer.array(), 0, buffer.position());
    }
}
