package io.github.dsllm.codegen.onnx;

import java.util.List;
import java.util.Map;

/**
 * A tensor as an ONNX file describes it; its values stay where they are.
 *
 * @param type the number that the format has for a type of values, such as 1 for float
 * @param extents as written, possibly negative in a damaged file
 * @param runs where its values stand within the file, in order; empty for an external tensor
 * @param external keys and values of external data, empty for a tensor within the file
 */
record OnnxTensor(String name, int type, List<Long> extents, List<Run> runs, Map<String, String> external) {

    /** How a run of values is written. */
    enum Encoding {
        /** Little-endian values of the tensor's own type. */
        RAW,
        /** Little-endian binary32 or binary64. */
        FIXED,
        /** Protobuf's varints, one per value. */
        VARINT
    }

    /** Consecutive bytes of values. */
    record Run(long offset, long length, Encoding encoding) {}

    OnnxTensor {
        extents = List.copyOf(extents);
        runs = List.copyOf(runs);
        external = Map.copyOf(external);
    }

    /** The same under another name. */
    OnnxTensor named(String other) {
        return new OnnxTensor(other, type, extents, runs, external);
    }

    /** The same bytes as a matrix of other values. */
    OnnxTensor as(int otherType, long rows, long columns) {
        return new OnnxTensor(name, otherType, List.of(rows, columns), runs, external);
    }

    /** Number of values, −1 where an extent is negative or the number is beyond 2^62. */
    long values() {
        return OnnxConstant.values(extents);
    }
}
