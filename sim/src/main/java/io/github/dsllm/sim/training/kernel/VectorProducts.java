package io.github.dsllm.sim.training.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Matrix products in vector registers. C is cut into tiles of 4 rows and two registers, or 8 rows and one, whose sums stay in registers while k runs; rows of B are read in
 * place where they lie side by side, else from packed columns. Lanes lie along the columns of C, so sums have the order of {@link PlainProducts}.
 */
public final class VectorProducts implements FloatProducts {
    private static final String MODULE = "jdk.incubator.vector";

    @Override
    public boolean available() {
        return ModuleLayer.boot().findModule(MODULE).isPresent();
    }

    @Override
    public int rank() {
        return 1;
    }

    @Override
    public void addProduct(Matrix a, Matrix b, Matrix c) {
        if (c.columnStride() != 1 && c.rowStride() == 1) {
            new Product(b.transposed(), a.transposed(), c.transposed()).run();
        } else {
            new Product(a, b, c).run();
        }
    }

    /** One product; columns of C go by in panels of two registers, then of one. */
    private static final class Product {
        private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
        private static final int WIDTH = LANES.length();

        private final Matrix a;
        private final Matrix b;
        private final Matrix c;
        private final float[] packed; // (k, 2·WIDTH) or (k, WIDTH)
        private final float[] copied = new float[2 * VectorTile.MOST_ROWS * WIDTH];

        Product(Matrix a, Matrix b, Matrix c) {
            this.a = a;
            this.b = b;
            this.c = c;
            this.packed = new float[2 * WIDTH * a.columns()];
        }

        void run() {
            int column = 0;
            for (; c.columns() - column > WIDTH; column += 2 * WIDTH) {
                panel(column, Math.min(2 * WIDTH, c.columns() - column), 2 * WIDTH);
            }
            if (column < c.columns()) {
                panel(column, c.columns() - column, WIDTH);
            }
        }

        /** Columns {@code column} … {@code column + used − 1} in registers of {@code width} columns. */
        private void panel(int column, int used, int width) {
            boolean inPlace = b.columnStride() == 1 && used == width;
            if (!inPlace) {
                pack(column, used, width);
            }
            float[] rows = inPlace ? FloatValues.array(b) : packed;
            int first = inPlace ? b.index(0, column) : 0;
            int stride = inPlace ? b.rowStride() : width;
            boolean direct = c.columnStride() == 1 && used == width;
            int step = width == WIDTH ? VectorTile.MOST_ROWS : VectorTile.MOST_ROWS / 2;
            for (int row = 0; row < c.rows(); row += step) {
                int count = Math.min(step, c.rows() - row);
                VectorTile tile = new VectorTile(a, row, rows, first, stride);
                if (direct) {
                    tile.add(count, width, FloatValues.array(c), c.index(row, column), c.rowStride());
                } else {
                    copy(row, count, column, used, width, true);
                    tile.add(count, width, copied, 0, width);
                    copy(row, count, column, used, width, false);
                }
            }
        }

        private void pack(int column, int used, int width) {
            float[] from = FloatValues.array(b);
            for (int j = 0; j < used; j++) {
                int index = b.index(0, column + j);
                for (int k = 0; k < b.rows(); k++, index += b.rowStride()) {
                    packed[k * width + j] = from[index];
                }
            }
        }

        /** A part of C to {@link #copied}, or back. */
        private void copy(int row, int count, int column, int used, int width, boolean in) {
            float[] values = FloatValues.array(c);
            for (int i = 0; i < count; i++) {
                int index = c.index(row + i, column);
                for (int j = 0; j < used; j++, index += c.columnStride()) {
                    if (in) {
                        copied[i * width + j] = values[index];
                    } else {
                        values[index] = copied[i * width + j];
                    }
                }
            }
        }
    }
}
