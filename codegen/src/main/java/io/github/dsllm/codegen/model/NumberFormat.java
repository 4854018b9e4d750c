package io.github.dsllm.codegen.model;

/** How a weight is stored: IEEE 754 binary32, binary16, or bfloat16 (the upper half of binary32), all little endian. */
public enum NumberFormat {
    F32(4),
    F16(2),
    BF16(2);

    private final int bytes;

    NumberFormat(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes per value. */
    public int bytes() {
        return bytes;
    }

    /** The value of a 16-bit pattern; exact. */
    float decode(short bits) {
        return this == BF16 ? Float.intBitsToFloat(bits << 16) : halfToFloat(bits);
    }

    private static float halfToFloat(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = bits >> 10 & 0x1f;
        int mantissa = bits & 0x3ff;
        if (exponent == 0) {
            float magnitude = mantissa * 0x1p-24f;
            return sign == 0 ? magnitude : -magnitude;
        }
        int wideExponent = exponent == 31 ? 255 : exponent + 112;
        return Float.intBitsToFloat(sign | wideExponent << 23 | mantissa << 13);
    }
}
