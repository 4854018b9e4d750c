package io.github.dsllm.sim.training.kernel;

import java.util.Arrays;

/** float32, for training. */
public final class FloatValues extends Values {
    private static final FloatProducts PRODUCTS = FloatProducts.fastest();

    private final float[] values;

    FloatValues(int length) {
        this.values = new float[length];
    }

    /** The array behind a matrix of this type; not a copy. */
    public static float[] array(Matrix matrix) {
        return ((FloatValues) matrix.values()).values;
    }

    @Override
    public int length() {
        return values.length;
    }

    @Override
    public double get(int index) {
        return values[index];
    }

    @Override
    public void set(int index, double value) {
        values[index] = (float) value;
    }

    @Override
    public void read(int from, int count, double[] to) {
        for (int i = 0; i < count; i++) {
            to[i] = values[from + i];
        }
    }

    @Override
    public void write(int from, int count, double[] of) {
        for (int i = 0; i < count; i++) {
            values[from + i] = (float) of[i];
        }
    }

    @Override
    public void add(int to, int count, Values other, int from) {
        float[] others = ((FloatValues) other).values;
        for (int i = 0; i < count; i++) {
            values[to + i] += others[from + i];
        }
    }

    @Override
    public void zero(int from, int count) {
        Arrays.fill(values, from, from + count, 0);
    }

    @Override
    public Values zeros(int length) {
        return new FloatValues(length);
    }

    @Override
    void copy(Matrix of, Values to) {
        float[] copy = ((FloatValues) to).values;
        for (int i = 0, place = 0; i < of.rows(); i++) {
            int index = of.index(i, 0);
            for (int j = 0; j < of.columns(); j++, index += of.columnStride()) {
                copy[place++] = values[index];
            }
        }
    }

    @Override
    void addProduct(Matrix a, Matrix b, Matrix c) {
        PRODUCTS.addProduct(a, b, c);
    }
}
