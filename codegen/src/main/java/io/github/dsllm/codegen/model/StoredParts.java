package io.github.dsllm.codegen.model;

import java.util.List;

/** Puts canonical tensors back to where a file keeps them: several may be parts of one. */
final class StoredParts {
    private StoredParts() {}

    /**
     * A canonical tensor of a stored one.
     *
     * @param stored its view and places
     */
    record Part(Tensor canonical, StoredTensor stored) {
        StoredTensor.Place place(int row, int column) {
            return stored.place().apply(new StoredTensor.Place(row, column, canonical.rows() == 1));
        }
    }

    /** The stored tensor: as small as its parts allow, 0 where none has a place. What is held as it is is not copied. */
    static Tensor joined(List<Part> parts) {
        if (parts.size() == 1 && parts.get(0).stored().isTheSame()) {
            return parts.get(0).canonical();
        }
        int rows = 0;
        int columns = 0;
        for (Part part : parts) {
            for (int row = 0; row < part.canonical().rows(); row++) {
                for (int column = 0; column < part.canonical().columns(); column++) {
                    StoredTensor.Place place = part.place(row, column);
                    rows = Math.max(rows, place.row() + 1);
                    columns = Math.max(columns, place.column() + 1);
                }
            }
        }
        float[][] values = new float[rows][columns];
        for (Part part : parts) {
            float[] from = new float[part.canonical().columns()];
            for (int row = 0; row < part.canonical().rows(); row++) {
                part.canonical().row(row, from);
                for (int column = 0; column < from.length; column++) {
                    StoredTensor.Place place = part.place(row, column);
                    values[place.row()][place.column()] = from[column];
                }
            }
        }
        return Tensors.of(
                rows,
                columns,
                (row, destination) -> System.arraycopy(values[row], 0, destination, 0, values[row].length));
    }
}
