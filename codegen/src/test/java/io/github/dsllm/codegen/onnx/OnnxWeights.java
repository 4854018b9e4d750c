package io.github.dsllm.codegen.onnx;

import static io.github.dsllm.codegen.onnx.OnnxWriter.attribute;
import static io.github.dsllm.codegen.onnx.OnnxWriter.littleEndian;

import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.codegen.model.Tensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How projections and tables stand in an exported graph, and what their weights are worth there. */
public enum OnnxWeights {
    /** Real numbers. */
    FLOAT,
    /** Bytes with one scale; of tables, rows are dequantised after they were looked up. */
    ONE_SCALE,
    /** A scale per output, of tables per row. */
    SCALE_PER_OUTPUT,
    /** Four bits in blocks along the inputs, stored as (inputs, outputs). */
    BLOCKS_DOWN,
    /** Four bits in blocks along the inputs, stored as (outputs, inputs) and transposed. */
    BLOCKS_ACROSS,
    /** As ONE_SCALE, and what is multiplied is rounded to bytes and back. */
    ROUNDED_ACTIVATIONS,
    /** Integer products as ONNX Runtime's dynamic quantisation writes them. */
    DYNAMIC,
    /** The same with a scale and a zero point per output, and the scales multiplied one after the other. */
    DYNAMIC_PER_OUTPUT,
    /** MatMulIntegerToFloat with its bias. */
    INTEGER_TO_FLOAT,
    /** DynamicQuantizeMatMul. */
    DYNAMIC_PRODUCT,
    /** MatMulNBits without zero points. */
    FOUR_BITS,
    /** MatMulNBits with packed zero points and its bias. */
    FOUR_BITS_ZEROS,
    /** MatMulNBits with real zero points. */
    EIGHT_BITS_REAL_ZEROS,
    /** MatMulNBits with packed zero points. */
    TWO_BITS;

    private static final String RUNTIME = "com.microsoft";
    private static final int BLOCK = 16;
    private static final int NONE_IN_COMMON = 1 << 20;

    /** Whether tables of rows are quantised as well. */
    public boolean hasQuantisedTables() {
        return this != FLOAT && this != BLOCKS_DOWN && this != BLOCKS_ACROSS && this != DYNAMIC_PRODUCT;
    }

    /** Whether the graph rounds what flows through it. */
    public boolean roundsActivations() {
        return ordinal() >= ROUNDED_ACTIVATIONS.ordinal() && ordinal() <= DYNAMIC_PRODUCT.ordinal();
    }

    /** What a reader has to make of a matrix (outputs, inputs), or of a table. */
    public Tensor worth(Tensor matrix) {
        return this == FLOAT ? matrix : quantised(matrix).worth();
    }

    /** Codes of a matrix as a MatMulNBits has them. */
    byte[] codes(Tensor matrix) {
        QuantisedMatrix quantised = quantised(matrix);
        int stride = (matrix.columns() + BLOCK - 1) / BLOCK * BLOCK;
        return QuantisedMatrix.packed(quantised.codes(), matrix.columns(), stride, quantised.bits());
    }

    private QuantisedMatrix quantised(Tensor matrix) {
        int rows = matrix.rows();
        int columns = matrix.columns();
        return switch (this) {
            case ONE_SCALE, ROUNDED_ACTIVATIONS -> QuantisedMatrix.of(matrix, 8, true, rows, columns, 3);
            case DYNAMIC, INTEGER_TO_FLOAT -> QuantisedMatrix.of(matrix, 8, false, rows, columns, 127);
            case SCALE_PER_OUTPUT, DYNAMIC_PER_OUTPUT, DYNAMIC_PRODUCT ->
                QuantisedMatrix.of(matrix, 8, false, 1, columns, NONE_IN_COMMON);
            case BLOCKS_DOWN -> QuantisedMatrix.of(matrix, 4, true, 1, BLOCK, 0);
            case BLOCKS_ACROSS -> QuantisedMatrix.of(matrix, 4, false, 1, BLOCK, NONE_IN_COMMON);
            case FOUR_BITS -> QuantisedMatrix.of(matrix, 4, false, 1, BLOCK, 8);
            case FOUR_BITS_ZEROS -> QuantisedMatrix.of(matrix, 4, false, 1, BLOCK, NONE_IN_COMMON);
            case EIGHT_BITS_REAL_ZEROS -> QuantisedMatrix.of(matrix, 8, false, 1, BLOCK, NONE_IN_COMMON);
            case TWO_BITS -> QuantisedMatrix.of(matrix, 2, false, 1, BLOCK, NONE_IN_COMMON);
            case FLOAT -> throw new IllegalArgumentException("no codes");
        };
    }

    /** A projection; {@code bias} is empty or the name of one. */
    String linear(OnnxWriter out, String x, Tensor matrix, String bias) {
        return switch (this) {
            case FLOAT -> biased(out, out.node("MatMul", List.of(x, real(out, Tensors.transposed(matrix)))), bias);
            case ONE_SCALE, SCALE_PER_OUTPUT, BLOCKS_DOWN ->
                biased(
                        out,
                        out.node(
                                "MatMul",
                                List.of(x, dequantised(out, quantised(matrix).transposed()))),
                        bias);
            case BLOCKS_ACROSS -> {
                String wide = dequantised(out, quantised(matrix));
                String tall = out.node("Transpose", List.of(wide), attribute("perm", 1, 0));
                yield biased(out, out.node("MatMul", List.of(x, tall)), bias);
            }
            case ROUNDED_ACTIVATIONS -> {
                String weights = dequantised(out, quantised(matrix).transposed());
                yield biased(out, out.node("MatMul", List.of(rounded(out, x), weights)), bias);
            }
            case DYNAMIC, DYNAMIC_PER_OUTPUT -> biased(out, integerProduct(out, x, quantised(matrix)), bias);
            case INTEGER_TO_FLOAT, DYNAMIC_PRODUCT -> fusedProduct(out, x, quantised(matrix), bias);
            case FOUR_BITS, EIGHT_BITS_REAL_ZEROS, TWO_BITS ->
                biased(out, inBlocks(out, x, quantised(matrix), ""), bias);
            case FOUR_BITS_ZEROS -> inBlocks(out, x, quantised(matrix), bias);
        };
    }

    private static String biased(OnnxWriter out, String product, String bias) {
        return bias.isEmpty() ? product : out.node("Add", List.of(bias, product));
    }

    /** Rows of a table. */
    String rows(OnnxWriter out, Tensor table, String index) {
        if (!hasQuantisedTables()) {
            return out.node("Gather", List.of(real(out, table), index));
        }
        QuantisedMatrix quantised = quantised(table);
        return switch (this) {
            case SCALE_PER_OUTPUT, DYNAMIC_PER_OUTPUT ->
                out.node("Gather", List.of(dequantised(out, quantised), index));
            case FOUR_BITS, FOUR_BITS_ZEROS, EIGHT_BITS_REAL_ZEROS, TWO_BITS -> {
                int perByte = Byte.SIZE / quantised.bits();
                String codes = bytes(
                        out,
                        quantised.codes(),
                        table.columns(),
                        table.columns(),
                        quantised.bits(),
                        table.rows(),
                        table.columns() / perByte);
                List<String> inputs = new ArrayList<>(List.of(codes, index, scaleMatrix(out, quantised, table.rows())));
                if (this != FOUR_BITS) {
                    inputs.add(packedZeros(out, quantised));
                }
                yield out.node(
                                RUNTIME,
                                "GatherBlockQuantized",
                                inputs,
                                List.of(out.unique("rows")),
                                attribute("bits", (long) quantised.bits()),
                                attribute("block_size", (long) BLOCK))
                        .get(0);
            }
            default -> {
                String taken = out.node("Gather", List.of(codes(out, quantised), index));
                yield out.node("DequantizeLinear", List.of(taken, scales(out, quantised), zeros(out, quantised)));
            }
        };
    }

    static String real(OnnxWriter out, Tensor tensor) {
        float[] values = new float[(int) tensor.size()];
        for (int row = 0; row < tensor.rows(); row++) {
            System.arraycopy(tensor.row(row), 0, values, row * tensor.columns(), tensor.columns());
        }
        return tensor.rows() == 1
                ? out.weights(values, tensor.columns())
                : out.weights(values, tensor.rows(), tensor.columns());
    }

    private static String dequantised(OnnxWriter out, QuantisedMatrix matrix) {
        boolean isBlocked = matrix.bits() == 4;
        String codes = isBlocked
                ? out.raw(
                        matrix.isSigned() ? OnnxWriter.INT4 : OnnxWriter.UINT4,
                        QuantisedMatrix.packed(matrix.codes(), matrix.columns(), matrix.columns(), 4),
                        matrix.rows(),
                        matrix.columns())
                : codes(out, matrix);
        boolean isDown = isBlocked ? matrix.width() == 1 : matrix.height() == 1;
        List<String> inputs = new ArrayList<>(List.of(codes));
        if (isBlocked) {
            int down = (matrix.rows() + matrix.height() - 1) / matrix.height();
            inputs.add(scaleMatrix(out, matrix, down));
            inputs.add(out.raw(
                    matrix.isSigned() ? OnnxWriter.INT4 : OnnxWriter.UINT4,
                    QuantisedMatrix.packed(matrix.zeros(), 1, 1, 4),
                    down,
                    matrix.zeros().length / down));
        } else {
            inputs.add(scales(out, matrix));
            inputs.add(zeros(out, matrix));
        }
        return out.node(
                "DequantizeLinear",
                inputs,
                attribute("axis", isDown ? 0L : 1L),
                attribute("block_size", isBlocked ? (long) BLOCK : 0L));
    }

    private static String rounded(OnnxWriter out, String x) {
        String scale = out.constant(0.05f);
        String zero = out.raw(OnnxWriter.UINT8, new byte[] {(byte) 128});
        return out.node("DequantizeLinear", List.of(out.node("QuantizeLinear", List.of(x, scale, zero)), scale, zero));
    }

    private String integerProduct(OnnxWriter out, String x, QuantisedMatrix matrix) {
        List<String> rounded = dynamic(out, x);
        String product = out.node(
                "MatMulInteger",
                List.of(rounded.get(0), codes(out, matrix.transposed()), rounded.get(2), zeros(out, matrix)));
        String real = out.node("Cast", List.of(product), attribute("to", (long) OnnxWriter.FLOAT));
        if (this == DYNAMIC) {
            String both = out.node("Mul", List.of(rounded.get(1), scales(out, matrix)));
            return out.node("Mul", List.of(real, both));
        }
        return out.node("Mul", List.of(out.node("Mul", List.of(real, rounded.get(1))), scales(out, matrix)));
    }

    private static List<String> dynamic(OnnxWriter out, String x) {
        List<String> outputs = List.of(out.unique("quantised"), out.unique("scale"), out.unique("zero"));
        return out.node("", "DynamicQuantizeLinear", List.of(x), outputs);
    }

    private String fusedProduct(OnnxWriter out, String x, QuantisedMatrix matrix, String bias) {
        String codes = codes(out, matrix.transposed());
        List<String> result = List.of(out.unique("product"));
        if (this == DYNAMIC_PRODUCT) {
            List<String> inputs = List.of(x, codes, scales(out, matrix), zeros(out, matrix), bias);
            return out.node(RUNTIME, "DynamicQuantizeMatMul", inputs, result).get(0);
        }
        List<String> rounded = dynamic(out, x);
        List<String> inputs = List.of(
                rounded.get(0), codes, rounded.get(1), scales(out, matrix), rounded.get(2), zeros(out, matrix), bias);
        return out.node(RUNTIME, "MatMulIntegerToFloat", inputs, result).get(0);
    }

    private String inBlocks(OnnxWriter out, String x, QuantisedMatrix matrix, String bias) {
        int blocks = (matrix.columns() + BLOCK - 1) / BLOCK;
        int bytesPerBlock = BLOCK * matrix.bits() / Byte.SIZE;
        String codes = bytes(
                out,
                matrix.codes(),
                matrix.columns(),
                blocks * BLOCK,
                matrix.bits(),
                matrix.rows(),
                blocks,
                bytesPerBlock);
        List<String> inputs = new ArrayList<>(List.of(x, codes, scales(out, matrix)));
        inputs.add(
                this == FOUR_BITS
                        ? ""
                        : this == EIGHT_BITS_REAL_ZEROS ? realZeros(out, matrix) : packedZeros(out, matrix));
        inputs.addAll(List.of("", bias));
        return out.node(
                        RUNTIME,
                        "MatMulNBits",
                        inputs,
                        List.of(out.unique("product")),
                        attribute("K", (long) matrix.columns()),
                        attribute("N", (long) matrix.rows()),
                        attribute("bits", (long) matrix.bits()),
                        attribute("block_size", (long) BLOCK))
                .get(0);
    }

    private static String realZeros(OnnxWriter out, QuantisedMatrix matrix) {
        float[] zeros = new float[matrix.zeros().length];
        for (int i = 0; i < zeros.length; i++) {
            zeros[i] = matrix.zeros()[i];
        }
        return out.weights(zeros, zeros.length);
    }

    private static String packedZeros(OnnxWriter out, QuantisedMatrix matrix) {
        int perRow = matrix.zeros().length / matrix.rows();
        int perByte = Byte.SIZE / matrix.bits();
        int bytesPerRow = (perRow + perByte - 1) / perByte;
        return bytes(out, matrix.zeros(), perRow, bytesPerRow * perByte, matrix.bits(), matrix.rows(), bytesPerRow);
    }

    private static String codes(OnnxWriter out, QuantisedMatrix matrix) {
        return out.raw(
                matrix.isSigned() ? OnnxWriter.INT8 : OnnxWriter.UINT8,
                QuantisedMatrix.packed(matrix.codes(), 1, 1, 8),
                matrix.rows(),
                matrix.columns());
    }

    /** A single number has no extents. */
    private static String zeros(OnnxWriter out, QuantisedMatrix matrix) {
        long[] extents = matrix.zeros().length == 1 ? new long[0] : new long[] {matrix.zeros().length};
        return out.raw(
                matrix.isSigned() ? OnnxWriter.INT8 : OnnxWriter.UINT8,
                QuantisedMatrix.packed(matrix.zeros(), 1, 1, 8),
                extents);
    }

    private static String scales(OnnxWriter out, QuantisedMatrix matrix) {
        float[] scales = matrix.scales();
        return scales.length == 1 ? out.constant(scales[0]) : out.weights(scales, scales.length);
    }

    private static String scaleMatrix(OnnxWriter out, QuantisedMatrix matrix, int rows) {
        return out.raw(OnnxWriter.FLOAT, littleEndian(matrix.scales()), rows, matrix.scales().length / rows);
    }

    private static String bytes(OnnxWriter out, int[] numbers, int columns, int stride, int bits, long... extents) {
        return out.raw(OnnxWriter.UINT8, QuantisedMatrix.packed(numbers, columns, stride, bits), extents);
    }

    /** The name of a vector, empty if there is none. */
    static String name(OnnxWriter out, Optional<Tensor> vector) {
        return vector.map(tensor -> real(out, tensor)).orElse("");
    }
}
