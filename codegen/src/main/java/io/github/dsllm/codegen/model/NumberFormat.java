package io.github.dsllm.codegen.model;

import java.nio.ByteBuffer;

/**
 * How a weight is stored, all little endian: IEEE 754 binary64, binary32 and binary16; bfloat16 (the upper half of binary32); the eight bits of OCP's "8-bit Floating Point
 * Specification" (E4M3 without infinity, E5M2 as the upper half of binary16); integers. Values are those of binary32, rounded to nearest where 64 or 32 bits have more.
 */
public enum NumberFormat {
    F32(4),
    F16(2),
    BF16(2),
    F8_E4M3(1),
    F8_E5M2(1),
    F64(8),
    I8(1),
    U8(1),
    I16(2),
    U16(2),
    I32(4),
    U32(4),
    I64(8),
    U64(8);

    private final int bytes;

    NumberFormat(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes per value. */
    public int bytes() {
        return bytes;
    }

    /** The value that begins at a byte of a little-endian buffer. */
    public float decode(ByteBuffer buffer, int at) {
        return switch (this) {
            case F32 -> buffer.getFloat(at);
            case F16 -> halfToFloat(buffer.getShort(at));
            case BF16 -> Float.intBitsToFloat(buffer.getShort(at) << 16);
            case F8_E4M3 -> e4m3ToFloat(buffer.get(at));
            case F8_E5M2 -> halfToFloat((short) (buffer.get(at) << 8));
            case F64 -> (float) buffer.getDouble(at);
            case I8 -> buffer.get(at);
            case U8 -> Byte.toUnsignedInt(buffer.get(at));
            case I16 -> buffer.getShort(at);
            case U16 -> Short.toUnsignedInt(buffer.getShort(at));
            case I32 -> buffer.getInt(at);
            case U32 -> Integer.toUnsignedLong(buffer.getInt(at));
            case I64 -> buffer.getLong(at);
            case U64 -> unsigned(buffer.getLong(at));
        };
    }

    /** Four bits of exponent with bias 7, three of mantissa; all ones is no number, and there is no infinity. */
    private static float e4m3ToFloat(byte bits) {
        int exponent = bits >> 3 & 0xf;
        int mantissa = bits & 7;
        float magnitude = exponent == 0
                ? mantissa * 0x1p-9f
                : exponent == 15 && mantissa == 7
                        ? Float.NaN
                        : Float.intBitsToFloat(exponent + 120 << 23 | mantissa << 20);
        return bits < 0 ? -magnitude : magnitude;
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

    /** The lowest bit of an odd value keeps rounding right when the value is halved. */
    private static float unsigned(long bits) {
        return bits >= 0 ? bits : 2 * (float) (bits >>> 1 | bits & 1);
    }
}
