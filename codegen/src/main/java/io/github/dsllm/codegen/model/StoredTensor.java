package io.github.dsllm.codegen.model;

import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * Where an architecture's files keep a canonical tensor, and how it becomes canonical.
 *
 * @param name name in the file; files may leave out the part before the first dot
 * @param view from what the file has to what {@link LanguageModel#tensors} promises; keeps views, copies nothing large
 */
public record StoredTensor(String name, UnaryOperator<Tensor> view) {
    /** As it is. */
    public StoredTensor(String name) {
        this(name, tensor -> tensor);
    }

    /** Held as (inputs, outputs). */
    public StoredTensor transposed() {
        return then(Tensors::transposed);
    }

    /** Only some rows of a matrix, or values of a vector; what is too short goes on as it is, to be refused with all others. */
    public StoredTensor part(int first, int count) {
        return then(tensor -> {
            if (first + count > length(tensor)) {
                return tensor;
            }
            return isVector(tensor) ? Tensors.part(tensor, first, count) : Tensors.rows(tensor, first, count);
        });
    }

    /** Rows of a matrix, or values of a vector, in another order: canonical i is stored at {@code order(i)}. */
    public StoredTensor permuted(int stored, int count, IntUnaryOperator order) {
        return then(tensor -> {
            if (stored != length(tensor)) {
                return tensor;
            }
            return isVector(tensor)
                    ? Tensors.permutedVector(tensor, count, order)
                    : Tensors.permuted(tensor, count, order);
        });
    }

    /** Queries or keys whose first {@code channels} of every head rotate as halves: (i, i + channels/2) become neighbours. */
    public StoredTensor rotary(int outputs, int headSize, int channels) {
        int half = channels / 2;
        return channels == 0
                ? this
                : permuted(outputs, outputs, row -> {
                    int channel = row % headSize;
                    return channel >= channels ? row : row - channel + channel / 2 + channel % 2 * half;
                });
    }

    private static int length(Tensor tensor) {
        return isVector(tensor) ? tensor.columns() : tensor.rows();
    }

    private static boolean isVector(Tensor tensor) {
        return tensor.rows() == 1;
    }

    private StoredTensor then(UnaryOperator<Tensor> next) {
        return new StoredTensor(name, tensor -> next.apply(view.apply(tensor)));
    }
}
