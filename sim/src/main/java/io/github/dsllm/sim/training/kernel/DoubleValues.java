package io.github.dsllm.sim.training.kernel;

import java.util.Arrays;

/** float64, for checks. */
public final class DoubleValues extends Values {
    private final double[] values;

    DoubleValues(int length) {
        this.values = new double[length];
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
        values[index] = value;
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
            values[from + i] = of[i];
        }
    }

    @Override
    public void add(int to, int count, Values other, int from) {
        double[] others = ((DoubleValues) other).values;
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
        return new DoubleValues(length);
    }

    @Override
    void copy(Matrix of, Values to) {
        double[] copy = ((DoubleValues) to).values;
        for (int i = 0, place = 0; i < of.rows(); i++) {
            int index = of.index(i, 0);
            for (int j = 0; j < of.columns(); j++, index += of.columnStride()) {
                copy[place++] = values[index];
            }
        }
    }

    @Override
    void addProduct(Matrix a, Matrix b, Matrix c) {
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.columns(); j++) {
                double sum = c.get(i, j);
                for (int k = 0; k < a.columns(); k++) {
                    sum += a.get(i, k) * b.get(k, j);
                }
                c.set(i, j, sum);
            }
        }
    }
}
