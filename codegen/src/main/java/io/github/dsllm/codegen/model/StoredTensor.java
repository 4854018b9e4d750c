package io.github.dsllm.codegen.model;

import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * Where an architecture's files keep a canonical tensor, and how it becomes canonical. Every step is known in both directions, so that what can be read can be written.
 *
 * @param name name in the file; files may leave out the part before the first dot
 * @param view from what the file has to what {@link LanguageModel#tensors} promises; keeps views, copies nothing large
 * @param place from where a value stands in the canonical tensor to where it stands in the file
 */
public record StoredTensor(String name, UnaryOperator<Tensor> view, UnaryOperator<Place> place) {
    private static final UnaryOperator<Place> THE_SAME = place -> place;

    /**
     * Where a value stands.
     *
     * @param isVector whether it is one of a bias or gain, so that what moves rows of matrices moves columns
     */
    public record Place(int row, int column, boolean isVector) {
        private Place moved(IntUnaryOperator order) {
            return isVector
                    ? new Place(row, order.applyAsInt(column), true)
                    : new Place(order.applyAsInt(row), column, false);
        }
    }

    /** As it is. */
    public StoredTensor(String name) {
        this(name, tensor -> tensor, THE_SAME);
    }

    /** The same under another name. */
    StoredTensor named(String other) {
        return new StoredTensor(other, view, place);
    }

    /** Whether the file holds the canonical tensor as it is. */
    boolean isTheSame() {
        return place == THE_SAME;
    }

    /** Held as (inputs, outputs). */
    public StoredTensor transposed() {
        return then(Tensors::transposed, canonical -> new Place(canonical.column(), canonical.row(), false));
    }

    /** Only some rows of a matrix, or values of a vector; what is too short goes on as it is, to be refused with all others. */
    public StoredTensor part(int first, int count) {
        UnaryOperator<Tensor> next = tensor -> {
            if (first + count > length(tensor)) {
                return tensor;
            }
            return isVector(tensor) ? Tensors.part(tensor, first, count) : Tensors.rows(tensor, first, count);
        };
        return then(next, canonical -> canonical.moved(i -> first + i));
    }

    /** Rows of a matrix, or values of a vector, in another order: canonical i is stored at {@code order(i)}. */
    public StoredTensor permuted(int stored, int count, IntUnaryOperator order) {
        UnaryOperator<Tensor> next = tensor -> {
            if (stored != length(tensor)) {
                return tensor;
            }
            return isVector(tensor)
                    ? Tensors.permutedVector(tensor, count, order)
                    : Tensors.permuted(tensor, count, order);
        };
        return then(next, canonical -> canonical.moved(order));
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

    private StoredTensor then(UnaryOperator<Tensor> next, UnaryOperator<Place> back) {
        return new StoredTensor(
                name, tensor -> next.apply(view.apply(tensor)), canonical -> place.apply(back.apply(canonical)));
    }
}
