package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.model.Tensor;
import java.util.List;
import java.util.function.Supplier;

/**
 * Numbers that a graph holds: a tensor of its file, or what dequantisation makes of such tensors.
 *
 * @param extents as written, possibly negative in a damaged file
 * @param isReal whether they are floating point numbers
 * @param source maps them as a matrix, a vector or a single value as one row; refuses what is no matrix of known numbers, or is not all there
 */
record OnnxConstant(String name, List<Long> extents, boolean isReal, Supplier<Tensor> source) {
    OnnxConstant {
        extents = List.copyOf(extents);
    }

    /** Number of values, −1 where an extent is negative or the number is beyond 2^62. */
    long values() {
        return values(extents);
    }

    static long values(List<Long> extents) {
        long values = 1;
        for (long extent : extents) {
            if (extent < 0 || extent > 0 && values > (1L << 62) / extent) {
                return -1;
            }
            values *= extent;
        }
        return values;
    }

    /** Whether it is a vector or a single value, seen without extents of 1 in front. */
    boolean isVector() {
        return trimmed(extents).size() <= 1;
    }

    /** Extents without those of 1 in front; empty for a single value. */
    static List<Long> trimmed(List<Long> extents) {
        int first = 0;
        while (first < extents.size() && extents.get(first) == 1) {
            first++;
        }
        return extents.subList(first, extents.size());
    }

    /** @throws io.github.dsllm.codegen.UserError if it is no matrix of known numbers, or its values are not all there */
    Tensor tensor() {
        return source.get();
    }
}
