package io.github.dsllm.sim.training.kernel;

/**
 * A block of numbers in float32 or float64. Stages compute single elements in float64 and store them here, so that training in float32 and checks in float64
 * run the same code; only matrix products have a version per type.
 */
public abstract sealed class Values permits FloatValues, DoubleValues {

    /** Number of values. */
    public abstract int length();

    public abstract double get(int index);

    /** Stores a value, rounded to nearest. */
    public abstract void set(int index, double value);

    /** Sets {@code count} values from {@code from} on to 0. */
    public abstract void zero(int from, int count);

    /** Copies {@code count} values from {@code from} on. */
    public abstract void read(int from, int count, double[] to);

    /** Stores {@code count} values from {@code from} on, each rounded to nearest. */
    public abstract void write(int from, int count, double[] of);

    /** Adds to {@code count} values from {@code to} on; every sum is rounded once. */
    public abstract void add(int to, int count, Values other, int from);

    /** Sets all values to 0. */
    public final void zero() {
        zero(0, length());
    }

    /** Adds to a value; the sum is rounded once. */
    public final void add(int index, double value) {
        set(index, get(index) + value);
    }

    /** As many zeros of the same type. */
    public abstract Values zeros(int length);

    /** Copies the elements of a matrix in values of this type row by row into {@code to}, from its first place on. */
    abstract void copy(Matrix of, Values to);

    /** C += A·B for a C that lies in values of this type. */
    abstract void addProduct(Matrix a, Matrix b, Matrix c);
}
