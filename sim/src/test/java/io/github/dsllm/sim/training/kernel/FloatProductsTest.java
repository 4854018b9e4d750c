package io.github.dsllm.sim.training.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every product of float32 matrices against the chain that {@link FloatProducts} promises, bit for bit, elements beside C included. */
class FloatProductsTest {
    private static final int CASES = 400;
    private static final int LONGEST = 70;

    static Stream<FloatProducts> products() {
        return Stream.of(new PlainProducts(), new VectorProducts());
    }

    @ParameterizedTest
    @MethodSource("products")
    void everyElementIsTheChainOverAscendingK(FloatProducts products) {
        assertThat(differences(products)).isZero();
    }

    @Test
    void anotherOrderOfTheSumIsSeen() {
        assertThat(differences(new Backwards())).isGreaterThan(CASES / 2);
    }

    @Test
    void theFastestThatIsThereIsTaken() {
        assertThat(FloatProducts.fastest()).isInstanceOf(VectorProducts.class);
    }

    /** Cases of random sizes and strides whose results differ in a bit. */
    private static int differences(FloatProducts products) {
        int differences = 0;
        for (int seed = 0; seed < CASES; seed++) {
            float[] expected = result(new Chain(), seed);
            float[] found = result(products, seed);
            for (int i = 0; i < expected.length; i++) {
                if (Float.floatToRawIntBits(expected[i]) != Float.floatToRawIntBits(found[i])) {
                    differences++;
                    break;
                }
            }
        }
        return differences;
    }

    private static float[] result(FloatProducts products, int seed) {
        Random random = new Random(seed);
        int m = 1 + random.nextInt(LONGEST);
        int k = random.nextInt(LONGEST);
        int n = 1 + random.nextInt(LONGEST);
        Matrix a = matrix(random, m, k);
        Matrix b = matrix(random, k, n);
        Matrix c = matrix(random, m, n);
        products.addProduct(a, b, c);
        return FloatValues.array(c);
    }

    /** A random view, transposed or not, into a larger block of random numbers. */
    private static Matrix matrix(Random random, int rows, int columns) {
        boolean transposed = random.nextBoolean();
        int height = transposed ? columns : rows;
        int width = transposed ? rows : columns;
        int above = random.nextInt(3);
        int left = random.nextInt(3);
        Matrix block = Matrix.zeros(Precision.FLOAT32, above + height + 1, left + width + random.nextInt(3));
        for (int i = 0; i < block.values().length(); i++) {
            block.values().set(i, random.nextGaussian());
        }
        Matrix view = block.rowRange(above, height).columnRange(left, width);
        return transposed ? view.transposed() : view;
    }

    /** The definition. */
    private static class Chain implements FloatProducts {
        @Override
        public boolean available() {
            return true;
        }

        @Override
        public int rank() {
            return -1;
        }

        @Override
        public void addProduct(Matrix a, Matrix b, Matrix c) {
            for (int i = 0; i < c.rows(); i++) {
                for (int j = 0; j < c.columns(); j++) {
                    float sum = (float) c.get(i, j);
                    for (int step = 0; step < a.columns(); step++) {
                        int k = k(step, a.columns());
                        sum = Math.fma((float) a.get(i, k), (float) b.get(k, j), sum);
                    }
                    c.set(i, j, sum);
                }
            }
        }

        int k(int step, int count) {
            return step;
        }
    }

    private static final class Backwards extends Chain {
        @Override
        int k(int step, int count) {
            return count - 1 - step;
        }
    }
}
