package io.github.dsllm.codegen.model;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How GGUF stores values: plain numbers, or blocks of values that share scales. Sizes of all types of the format are known, so that a file can be checked; those
 * that can be read as weights have a {@link #decoder}. Source of layouts and formulas: the GGUF specification and the reference dequantisation of ggml.
 */
enum GgufType {
    F32(0, 1, 4, GgufType::f32),
    F16(1, 1, 2, (in, at, out, to) -> out[to] = NumberFormat.F16.decode(in, at)),
    Q4_0(2, 32, 18, GgufType::q4),
    Q4_1(3, 32, 20, null),
    Q5_0(6, 32, 22, null),
    Q5_1(7, 32, 24, null),
    Q8_0(8, 32, 34, GgufType::q8),
    Q8_1(9, 32, 36, null),
    Q2_K(10, 256, 84, null),
    Q3_K(11, 256, 110, null),
    Q4_K(12, 256, 144, GgufType::q4k),
    Q5_K(13, 256, 176, null),
    Q6_K(14, 256, 210, GgufType::q6k),
    Q8_K(15, 256, 292, null),
    I8(24, 1, 1, null),
    I16(25, 1, 2, null),
    I32(26, 1, 4, null),
    I64(27, 1, 8, null),
    F64(28, 1, 8, null),
    BF16(30, 1, 2, (in, at, out, to) -> out[to] = NumberFormat.BF16.decode(in, at));

    private static final int HALF_BLOCK = 16;

    /** Values of one scale in a Q4_K block. */
    private static final int SUB_BLOCK = 32;

    /** Reads one block. */
    @FunctionalInterface
    interface Decoder {
        /** Writes the values of the block at byte {@code at} to {@code out} from {@code to} on; exact but for the one rounding of each product and difference in float. */
        void decode(ByteBuffer in, int at, float[] out, int to);
    }

    private final int code;
    private final int blockValues;
    private final int blockBytes;
    private final Optional<Decoder> decoder;

    GgufType(int code, int blockValues, int blockBytes, @Nullable Decoder decoder) {
        this.code = code;
        this.blockValues = blockValues;
        this.blockBytes = blockBytes;
        this.decoder = Optional.ofNullable(decoder);
    }

    static Optional<GgufType> of(int code) {
        for (GgufType type : values()) {
            if (type.code == code) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    int code() {
        return code;
    }

    int blockValues() {
        return blockValues;
    }

    int blockBytes() {
        return blockBytes;
    }

    /** Empty where the type is not read as weights. */
    Optional<Decoder> decoder() {
        return decoder;
    }

    private static void f32(ByteBuffer in, int at, float[] out, int to) {
        out[to] = in.getFloat(at);
    }

    private static float half(ByteBuffer in, int at) {
        return NumberFormat.F16.decode(in, at);
    }

    /** A scale d, then 16 bytes: low halves are values 0 … 15, high halves 16 … 31; value = (q − 8)·d. */
    private static void q4(ByteBuffer in, int at, float[] out, int to) {
        float d = half(in, at);
        for (int i = 0; i < HALF_BLOCK; i++) {
            int pair = in.get(at + 2 + i);
            out[to + i] = ((pair & 0xF) - 8) * d;
            out[to + HALF_BLOCK + i] = ((pair >> 4 & 0xF) - 8) * d;
        }
    }

    /** A scale d, then 32 signed bytes; value = q·d. */
    private static void q8(ByteBuffer in, int at, float[] out, int to) {
        float d = half(in, at);
        for (int i = 0; i < 2 * HALF_BLOCK; i++) {
            out[to + i] = in.get(at + 2 + i) * d;
        }
    }

    /** d, dmin, eight pairs of 6-bit scale and minimum in 12 bytes, then 128 bytes of nibbles in four runs of 64 values; value = d·scale·q − dmin·minimum. */
    private static void q4k(ByteBuffer in, int at, float[] out, int to) {
        float d = half(in, at);
        float dmin = half(in, at + 2);
        int scales = at + 4;
        int nibbles = scales + 12;
        for (int sub = 0; sub < 8; sub++) {
            int low = in.get(scales + sub % 4);
            int high = in.get(scales + 4 + sub % 4);
            int both = in.get(scales + 8 + sub % 4);
            int scale = sub < 4 ? low & 0x3F : both & 0xF | (low >> 6 & 3) << 4;
            int minimum = sub < 4 ? high & 0x3F : both >> 4 & 0xF | (high >> 6 & 3) << 4;
            float step = d * scale;
            float offset = dmin * minimum;
            for (int i = 0; i < SUB_BLOCK; i++) {
                int q = in.get(nibbles + sub / 2 * SUB_BLOCK + i) >> 4 * (sub % 2) & 0xF;
                out[to + sub * SUB_BLOCK + i] = step * q - offset;
            }
        }
    }

    /** 128 bytes of low nibbles, 64 bytes of upper bit pairs, 16 signed scales, d; value = d·scale·(q − 32). */
    private static void q6k(ByteBuffer in, int at, float[] out, int to) {
        float d = half(in, at + 208);
        for (int i = 0; i < 256; i++) {
            int half = i / 128;
            int quarter = i % 128 / 32;
            int l = i % 32;
            int low = in.get(at + half * 64 + quarter % 2 * 32 + l) >> 4 * (quarter / 2) & 0xF;
            int high = in.get(at + 128 + half * 32 + l) >> 2 * quarter & 3;
            int scale = in.get(at + 192 + half * 8 + quarter * 2 + l / 16);
            out[to + i] = d * scale * ((low | high << 4) - 32);
        }
    }
}
