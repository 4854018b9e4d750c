package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.model.Tensor;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Attention in a graph.
 *
 * @param heads number of query heads, where an operator says it
 * @param kvHeads number of key and value heads, where an operator says it
 * @param scale factor of the scores, where it stands in the graph
 * @param window positions that it looks back at, where an operator limits them
 */
record AttentionMatch(
        Source query,
        Source key,
        Source value,
        OptionalLong heads,
        OptionalLong kvHeads,
        OptionalDouble scale,
        OptionalLong window) {

    /**
     * Where queries, keys or values come from.
     *
     * @param part which outputs of the projection
     * @param isRotated whether positions turn them
     * @param isInterleaved whether neighbours turn together, and not halves
     */
    record Source(Linear linear, Part part, boolean isRotated, boolean isInterleaved) {
        Source withBias(Tensor bias) {
            return new Source(linear.withBias(bias), part, isRotated, isInterleaved);
        }

        Source withPart(Part other) {
            return new Source(linear, other, isRotated, isInterleaved);
        }
    }

    /**
     * Outputs of a projection that makes several things at once: {@code count} of every {@code period}, from {@code first} on. A count or period of 0 is not known yet; all outputs have
     * a period of 0.
     */
    record Part(long first, long count, long period) {
        static final Part ALL = new Part(0, 0, 0);
    }

    /** With the parts that three sources take: all of projections of their own, or what their operators cut out of a common one. Empty where these do not fit. */
    Optional<AttentionMatch> parted() {
        String q = query.linear().product();
        String k = key.linear().product();
        String v = value.linear().product();
        if (!q.equals(k) && !q.equals(v) && !k.equals(v)) {
            return Optional.of(with(Part.ALL, Part.ALL, Part.ALL));
        }
        long first = key.part().first();
        long second = value.part().first();
        long last = value.part().count() > 0 ? value.part().count() : second - first;
        long period = second + last;
        int outputs = query.linear().matrix().rows();
        boolean fits = q.equals(k) && k.equals(v) && query.part().first() == 0 && 0 < first && first < second;
        return fits && last > 0 && outputs % period == 0
                ? Optional.of(with(
                        new Part(0, first, period),
                        new Part(first, second - first, period),
                        new Part(second, last, period)))
                : Optional.empty();
    }

    private AttentionMatch with(Part ofQuery, Part ofKey, Part ofValue) {
        return new AttentionMatch(
                query.withPart(ofQuery), key.withPart(ofKey), value.withPart(ofValue), heads, kvHeads, scale, window);
    }
}
