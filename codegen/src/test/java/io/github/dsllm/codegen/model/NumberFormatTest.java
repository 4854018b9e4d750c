package io.github.dsllm.codegen.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberFormatTest {
    @TempDir
    Path folder;

    private static float decode(NumberFormat format, long bits) {
        ByteBuffer buffer = ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putLong(1, bits);
        return format.decode(buffer, 1);
    }

    /** sign · 2^(e − bias) · (1 + m/2^fraction), with subnormal values at e = 0. */
    private static double byDefinition(int bits, int fraction, int bias) {
        int exponent = (bits & 0x7f) >> fraction;
        int mantissa = bits & (1 << fraction) - 1;
        double magnitude = exponent == 0
                ? Math.scalb(mantissa, 1 - bias - fraction)
                : Math.scalb((1 << fraction) + mantissa, exponent - bias - fraction);
        return bits < 0x80 ? magnitude : -magnitude;
    }

    @Test
    void everyPatternOfE4m3IsWhatTheDefinitionSays() {
        for (int bits = 0; bits < 256; bits++) {
            float value = decode(NumberFormat.F8_E4M3, bits);
            if ((bits & 0x7f) == 0x7f) {
                assertThat(value).isNaN();
            } else {
                assertThat((double) value).isEqualTo(byDefinition(bits, 3, 7));
            }
        }
        assertThat(decode(NumberFormat.F8_E4M3, 0x7e)).isEqualTo(448f);
    }

    @Test
    void everyPatternOfE5m2IsWhatTheDefinitionSays() {
        for (int bits = 0; bits < 256; bits++) {
            float value = decode(NumberFormat.F8_E5M2, bits);
            if ((bits & 0x7f) > 0x7c) {
                assertThat(value).isNaN();
            } else if ((bits & 0x7f) == 0x7c) {
                assertThat(value).isEqualTo(bits < 0x80 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY);
            } else {
                assertThat((double) value).isEqualTo(byDefinition(bits, 2, 15));
            }
        }
        assertThat(decode(NumberFormat.F8_E5M2, 0x7b)).isEqualTo(57344f);
    }

    @Test
    void halfPrecisionNumbersAreDecodedExactly() {
        assertThat(decode(NumberFormat.F16, 0x3c00)).isEqualTo(1f);
        assertThat(decode(NumberFormat.F16, 0xc000)).isEqualTo(-2f);
        assertThat(decode(NumberFormat.F16, 0x7bff)).isEqualTo(65504f);
        assertThat(decode(NumberFormat.F16, 0x0001)).isEqualTo(0x1p-24f);
        assertThat(decode(NumberFormat.F16, 0x8000)).isEqualTo(-0f);
        assertThat(decode(NumberFormat.F16, 0x7c00)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(decode(NumberFormat.F16, 0x7e00)).isNaN();
    }

    @ParameterizedTest
    @CsvSource({
        "I8, -1, -1",
        "U8, -1, 255",
        "I16, -2, -2",
        "U16, -2, 65534",
        "I32, -3, -3",
        "U32, -1, 4294967296",
        "I64, -4, -4",
        "U64, -1, 18446744073709551616",
        "U64, 1099511627777, 1099511627776"
    })
    void integersAreTheirValuesRoundedToNearest(NumberFormat format, long bits, double value) {
        assertThat((double) decode(format, bits)).isEqualTo((float) value);
    }

    @Test
    void unsignedIntegersAreRoundedOnceOnly() {
        for (long bits : new long[] {0x8000008000000001L, 0x8000008000000000L, 0x8000018000000000L, -1L - (1L << 39)}) {
            float expected = new BigDecimal(Long.toUnsignedString(bits)).floatValue();
            assertThat(decode(NumberFormat.U64, bits)).isEqualTo(expected);
        }
    }

    @Test
    void doublesAreRoundedToNearest() {
        assertThat(decode(NumberFormat.F64, Double.doubleToLongBits(0.1))).isEqualTo(0.1f);
    }

    @ParameterizedTest
    @CsvSource({"F8_E4M3", "F8_E5M2", "I8", "U8", "I16", "F64", "I64"})
    void safetensorsOfEveryTypeAreMapped(NumberFormat format) throws IOException {
        byte[] values = new byte[6 * format.bytes()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (byte) (17 * i + 40);
        }
        String entry =
                "{\"w\":{\"dtype\":\"" + format + "\",\"shape\":[2,3],\"data_offsets\":[0," + values.length + "]}}";
        byte[] header = entry.getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + header.length + values.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length).put(header).put(values);

        SafetensorsFile read = SafetensorsFile.read(Files.write(folder.resolve("a.safetensors"), file.array()));

        assertThat(read.unusable("w")).isEmpty();
        ByteBuffer expected = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
        float[] row = read.map("w").row(1);
        for (int i = 0; i < 3; i++) {
            assertThat(Float.valueOf(row[i]))
                    .isEqualTo(Float.valueOf(format.decode(expected, (3 + i) * format.bytes())));
        }
    }
}
