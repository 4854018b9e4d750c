package io.github.dsllm.sim.training.kernel;

import java.util.Comparator;
import java.util.ServiceLoader;

/**
 * Extension point, found by {@link ServiceLoader}: a way to multiply float32 matrices. All that come with the project agree in every bit: element (i, j) is
 * c = fma(a_ik, b_kj, c) over ascending k. Needs a public constructor without arguments; it is not called for products that are not {@link #available}.
 */
public interface FloatProducts {

    /** Whether this JVM can run it; asked before anything else. */
    boolean available();

    /** Among those available the one with the highest rank is taken; plain Java has 0. */
    int rank();

    /** c += a·b for matrices of {@link FloatValues} with fitting sizes. Several threads may call. */
    void addProduct(Matrix a, Matrix b, Matrix c);

    /** The best that this JVM can run. */
    static FloatProducts fastest() {
        return ServiceLoader.load(FloatProducts.class, FloatProducts.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .filter(FloatProducts::available)
                .max(Comparator.comparingInt(FloatProducts::rank))
                .orElseThrow(() -> new IllegalStateException("no float32 matrix product is registered"));
    }
}
