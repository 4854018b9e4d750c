package io.github.dsllm.sim.training.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Some rows of A times a panel of B, added to a tile of C whose sums stay in registers. The loops are written out because the JIT keeps vectors in registers only where they
 * are local variables.
 */
final class VectorTile {
    /** Of tiles of one register per row; those of two have half as many. */
    static final int MOST_ROWS = 8;

    private static final VectorSpecies<Float> LANES = FloatVector.SPECIES_PREFERRED;
    private static final int WIDTH = LANES.length();

    private final float[] as;
    private final int a; // index of the first element of the first row of A
    private final int aRow;
    private final int aColumn;
    private final int depth;
    private final float[] bs;
    private final int b; // index of the first row of the panel
    private final int bStride;

    /**
     * @param row first row of A
     * @param bs rows of B, those of the panel {@code bStride} apart, beginning at {@code b}
     */
    VectorTile(Matrix a, int row, float[] bs, int b, int bStride) {
        this.as = FloatValues.array(a);
        this.a = a.start() + row * a.rowStride();
        this.aRow = a.rowStride();
        this.aColumn = a.columnStride();
        this.depth = a.columns();
        this.bs = bs;
        this.b = b;
        this.bStride = bStride;
    }

    /**
     * Adds to {@code rows} rows of {@code width} columns of C.
     *
     * @param rows at most {@link #MOST_ROWS}, or half of it for two registers
     * @param width lanes of one or two registers
     * @param c where C is, its first element at {@code at}, rows {@code stride} apart
     */
    void add(int rows, int width, float[] c, int at, int stride) {
        if (width == WIDTH && rows == MOST_ROWS) {
            eightRows(c, at, stride);
        } else if (width == 2 * WIDTH && rows == MOST_ROWS / 2) {
            fourRows(c, at, stride);
        } else {
            for (int i = 0; i < rows; i++) {
                for (int column = 0; column < width; column += WIDTH) {
                    oneRow(i, column, c, at + i * stride + column);
                }
            }
        }
    }

    private void fourRows(float[] c, int at, int stride) {
        FloatVector c0x = FloatVector.fromArray(LANES, c, at);
        FloatVector c0y = FloatVector.fromArray(LANES, c, at + WIDTH);
        FloatVector c1x = FloatVector.fromArray(LANES, c, at + stride);
        FloatVector c1y = FloatVector.fromArray(LANES, c, at + stride + WIDTH);
        FloatVector c2x = FloatVector.fromArray(LANES, c, at + 2 * stride);
        FloatVector c2y = FloatVector.fromArray(LANES, c, at + 2 * stride + WIDTH);
        FloatVector c3x = FloatVector.fromArray(LANES, c, at + 3 * stride);
        FloatVector c3y = FloatVector.fromArray(LANES, c, at + 3 * stride + WIDTH);
        int index = a;
        int row = b;
        for (int k = 0; k < depth; k++, index += aColumn, row += bStride) {
            FloatVector x = FloatVector.fromArray(LANES, bs, row);
            FloatVector y = FloatVector.fromArray(LANES, bs, row + WIDTH);
            FloatVector f0 = FloatVector.broadcast(LANES, as[index]);
            c0x = f0.fma(x, c0x);
            c0y = f0.fma(y, c0y);
            FloatVector f1 = FloatVector.broadcast(LANES, as[index + aRow]);
            c1x = f1.fma(x, c1x);
            c1y = f1.fma(y, c1y);
            FloatVector f2 = FloatVector.broadcast(LANES, as[index + 2 * aRow]);
            c2x = f2.fma(x, c2x);
            c2y = f2.fma(y, c2y);
            FloatVector f3 = FloatVector.broadcast(LANES, as[index + 3 * aRow]);
            c3x = f3.fma(x, c3x);
            c3y = f3.fma(y, c3y);
        }
        c0x.intoArray(c, at);
        c0y.intoArray(c, at + WIDTH);
        c1x.intoArray(c, at + stride);
        c1y.intoArray(c, at + stride + WIDTH);
        c2x.intoArray(c, at + 2 * stride);
        c2y.intoArray(c, at + 2 * stride + WIDTH);
        c3x.intoArray(c, at + 3 * stride);
        c3y.intoArray(c, at + 3 * stride + WIDTH);
    }

    private void eightRows(float[] c, int at, int stride) {
        FloatVector c0x = FloatVector.fromArray(LANES, c, at);
        FloatVector c1x = FloatVector.fromArray(LANES, c, at + stride);
        FloatVector c2x = FloatVector.fromArray(LANES, c, at + 2 * stride);
        FloatVector c3x = FloatVector.fromArray(LANES, c, at + 3 * stride);
        FloatVector c4x = FloatVector.fromArray(LANES, c, at + 4 * stride);
        FloatVector c5x = FloatVector.fromArray(LANES, c, at + 5 * stride);
        FloatVector c6x = FloatVector.fromArray(LANES, c, at + 6 * stride);
        FloatVector c7x = FloatVector.fromArray(LANES, c, at + 7 * stride);
        int index = a;
        int row = b;
        for (int k = 0; k < depth; k++, index += aColumn, row += bStride) {
            FloatVector x = FloatVector.fromArray(LANES, bs, row);
            c0x = FloatVector.broadcast(LANES, as[index]).fma(x, c0x);
            c1x = FloatVector.broadcast(LANES, as[index + aRow]).fma(x, c1x);
            c2x = FloatVector.broadcast(LANES, as[index + 2 * aRow]).fma(x, c2x);
            c3x = FloatVector.broadcast(LANES, as[index + 3 * aRow]).fma(x, c3x);
            c4x = FloatVector.broadcast(LANES, as[index + 4 * aRow]).fma(x, c4x);
            c5x = FloatVector.broadcast(LANES, as[index + 5 * aRow]).fma(x, c5x);
            c6x = FloatVector.broadcast(LANES, as[index + 6 * aRow]).fma(x, c6x);
            c7x = FloatVector.broadcast(LANES, as[index + 7 * aRow]).fma(x, c7x);
        }
        c0x.intoArray(c, at);
        c1x.intoArray(c, at + stride);
        c2x.intoArray(c, at + 2 * stride);
        c3x.intoArray(c, at + 3 * stride);
        c4x.intoArray(c, at + 4 * stride);
        c5x.intoArray(c, at + 5 * stride);
        c6x.intoArray(c, at + 6 * stride);
        c7x.intoArray(c, at + 7 * stride);
    }

    private void oneRow(int aRows, int column, float[] c, int at) {
        FloatVector sum = FloatVector.fromArray(LANES, c, at);
        int index = a + aRows * aRow;
        int row = b + column;
        for (int k = 0; k < depth; k++, index += aColumn, row += bStride) {
            sum = FloatVector.broadcast(LANES, as[index]).fma(FloatVector.fromArray(LANES, bs, row), sum);
        }
        sum.intoArray(c, at);
    }
}
