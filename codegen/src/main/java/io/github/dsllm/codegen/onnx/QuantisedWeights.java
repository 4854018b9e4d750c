package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.codegen.onnx.DequantisedTensor.Blocks;
import java.util.List;
import java.util.Optional;

/**
 * Makes real numbers of quantised constants. Sizes are compared before anything is mapped; what is no constant, or of a form that nobody exports for projections and tables, is left as it is (empty).
 */
final class QuantisedWeights {
    private static final int WIDEST = 1 << 24;
    private static final int SMALLEST_BLOCK = 16;
    private static final List<Long> PACKED_BITS = List.of(2L, 4L, 8L);

    private final OnnxGraph graph;

    QuantisedWeights(OnnxGraph graph) {
        this.graph = graph;
    }

    /**
     * Codes as DequantizeLinear takes them: with one scale, one per row or column, or one per block along an axis.
     *
     * @param zero name of the zero points, as many as scales or one; empty for 0
     * @param axis along which scales lie where there are several
     * @param length of a block along the axis, 0 for one scale per row or column
     * @throws UserError if numbers of codes, scales and zero points contradict each other
     */
    Optional<OnnxConstant> linear(String code, String scale, String zero, long axis, long length) {
        Optional<OnnxConstant> codes = graph.constant(code)
                .filter(constant -> !constant.isReal() && constant.extents().size() <= 2);
        Optional<OnnxConstant> scales = graph.constant(scale).filter(OnnxConstant::isReal);
        Optional<OnnxConstant> zeros = graph.constant(zero);
        boolean isForeign = zeros.isEmpty() && !zero.isEmpty() || length < 0 || length > WIDEST;
        if (codes.isEmpty() || scales.isEmpty() || isForeign) {
            return Optional.empty();
        }
        Blocks blocks = blocks(codes.get(), scales.get().values() == 1, axis, (int) length);
        require(codes.get().name(), "scales", scales.get().values(), blocks.count());
        zeros.filter(constant -> constant.values() != 1)
                .ifPresent(constant -> require(codes.get().name(), "zero points", constant.values(), blocks.count()));
        return Optional.of(new OnnxConstant(
                code + " dequantised",
                codes.get().extents(),
                true,
                () -> new DequantisedTensor(
                        codes.get().tensor(),
                        blocks,
                        scales.get().tensor(),
                        zeros.map(constant -> zeroPoints(constant, blocks)).orElse(uniform(blocks, 0)))));
    }

    private static Tensor zeroPoints(OnnxConstant constant, Blocks blocks) {
        Tensor zeros = constant.tensor();
        return zeros.size() == 1 ? uniform(blocks, zeros.get(0)) : zeros;
    }

    private static Tensor uniform(Blocks blocks, float value) {
        return new UniformTensor(blocks.rows(), blocks.columns(), value);
    }

    private Blocks blocks(OnnxConstant codes, boolean isOne, long axis, int length) {
        List<Long> extents = codes.extents();
        boolean isMatrix = extents.size() == 2;
        int rows = isMatrix ? extent(codes, extents.get(0), Integer.MAX_VALUE) : 1;
        int columns = extents.isEmpty() ? 1 : extent(codes, extents.get(extents.size() - 1), WIDEST);
        if (isOne) {
            return new Blocks(rows, columns, rows, columns);
        }
        boolean isDown = isMatrix && (axis == 0 || axis == -2);
        if (length > 0) {
            return new Blocks(rows, columns, isDown ? length : 1, isDown ? 1 : length);
        }
        return new Blocks(rows, columns, isDown ? 1 : rows, isDown ? columns : 1);
    }

    private int extent(OnnxConstant codes, long extent, int most) {
        if (extent < 1 || extent > most) {
            throw damaged(codes.name(), "the extents " + codes.extents() + ", which is no matrix");
        }
        return (int) extent;
    }

    /**
     * How codes are packed into bytes, the first in the lowest bits.
     *
     * @param block codes of a row that share a scale and a zero point
     * @param stride codes from the beginning of a row to that of the next
     */
    record Packing(long rows, long columns, long bits, long block, long stride) {
        /** Blocks of a row. */
        long blocks() {
            return (columns + block - 1) / block;
        }

        boolean isPossible() {
            return rows > 0
                    && rows <= WIDEST
                    && columns > 0
                    && columns <= WIDEST
                    && PACKED_BITS.contains(bits)
                    && block >= SMALLEST_BLOCK
                    && block <= WIDEST
                    && Long.bitCount(block) == 1;
        }
    }

    /** The matrix of a MatMulNBits, (outputs, inputs): every row is filled up to whole blocks. */
    Optional<OnnxConstant> ofProduct(OnnxNode node) {
        long inputs = node.integer("K", 0);
        long block = Math.max(1, node.integer("block_size", 0));
        long whole = inputs / block * block + (inputs % block == 0 ? 0 : block);
        Packing packing = new Packing(node.integer("N", 0), inputs, node.integer("bits", 4), block, whole);
        return packed(node.input(1), node.input(2), node.input(3), packing);
    }

    /** The table of a GatherBlockQuantized, (rows, columns). */
    Optional<OnnxConstant> ofTable(OnnxNode node) {
        Optional<OnnxTensor> codes = graph.stored(node.input(0));
        long block = node.integer("block_size", 128);
        long axis = node.integer("quantize_axis", 1);
        boolean isUsual = node.integer("gather_axis", 0) == 0
                && codes.filter(tensor -> tensor.extents().size() == 2).isPresent()
                && (axis == 1 || axis == -1);
        if (!isUsual) {
            return Optional.empty();
        }
        if (codes.get().type() != OnnxTensors.UNSIGNED_8) {
            return linear(node.input(0), node.input(2), node.input(3), 1, block);
        }
        long bits = Math.max(1, node.integer("bits", 4));
        long columns = Math.min(WIDEST, codes.get().extents().get(1)) * Byte.SIZE / bits;
        Packing packing = new Packing(codes.get().extents().get(0), columns, bits, block, columns);
        return packed(node.input(0), node.input(2), node.input(3), packing);
    }

    private Optional<OnnxConstant> packed(String code, String scale, String zero, Packing packing) {
        Optional<OnnxTensor> codes = graph.stored(code).filter(tensor -> tensor.type() == OnnxTensors.UNSIGNED_8);
        Optional<OnnxTensor> scales = graph.stored(scale);
        Optional<OnnxTensor> zeros = graph.stored(zero);
        boolean isForeign = zeros.isEmpty() && !zero.isEmpty() || !packing.isPossible();
        if (codes.isEmpty() || scales.isEmpty() || isForeign) {
            return Optional.empty();
        }
        int bits = (int) packing.bits();
        long bytes = PackedTensor.bytes(packing.rows() * packing.stride(), bits);
        require(code, "bytes", codes.get().values(), bytes);
        require(code, "scales", scales.get().values(), packing.rows() * packing.blocks());
        zeros.ifPresent(tensor -> require(code, "zero points", tensor.values(), zeroPoints(tensor, packing)));
        Blocks blocks = new Blocks((int) packing.rows(), (int) packing.columns(), 1, (int) packing.block());
        OnnxTensors tensors = graph.tensors();
        return Optional.of(new OnnxConstant(
                code + " dequantised",
                List.of(packing.rows(), packing.columns()),
                true,
                () -> new DequantisedTensor(
                        tensors.packed(codes.get(), blocks.rows(), blocks.columns(), bits, packing.stride(), false),
                        blocks,
                        tensors.map(flat(scales.get())),
                        zeros.map(tensor -> zeroPoints(tensor, packing, blocks))
                                .orElse(uniform(blocks, 1 << bits - 1)))));
    }

    private static OnnxTensor flat(OnnxTensor tensor) {
        return tensor.as(tensor.type(), tensor.values(), 1);
    }

    /** How many values the tensor of zero points has: bytes with several of them, filled up at the end of a row, or one number each. */
    private static long zeroPoints(OnnxTensor tensor, Packing packing) {
        return packing.rows()
                * (tensor.type() == OnnxTensors.UNSIGNED_8
                        ? PackedTensor.bytes(packing.blocks(), (int) packing.bits())
                        : packing.blocks());
    }

    private Tensor zeroPoints(OnnxTensor tensor, Packing packing, Blocks blocks) {
        if (tensor.type() != OnnxTensors.UNSIGNED_8) {
            return graph.tensors().map(flat(tensor));
        }
        int bits = (int) packing.bits();
        long stride = PackedTensor.bytes(packing.blocks(), bits) * Byte.SIZE / bits;
        return graph.tensors().packed(tensor, blocks.rows(), (int) packing.blocks(), bits, stride, false);
    }

    private void require(String codes, String what, long there, long needed) {
        if (there != needed) {
            throw damaged(codes, there + " " + what + " where " + needed + " are needed");
        }
    }

    private UserError damaged(String codes, String what) {
        return new UserError("The quantised tensor " + codes + " of " + graph.file() + " has " + what
                + "; perhaps the file is damaged, or you should export it again.");
    }
}
