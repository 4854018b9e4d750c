package io.github.dsllm.sim.training.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.kernel.Values;
import io.github.dsllm.sim.training.pass.Parameters;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MuonTest {
    private static final ModelShape SHAPE = TinyModels.shape(16, 24, 2, 4, 2, 40, 16);

    @ParameterizedTest
    @CsvSource({"12, 30", "30, 12", "16, 16"})
    void everyDirectionIsStretchedByAboutOne(int rows, int columns) {
        Matrix random = random(rows, columns, 5);
        Matrix orthogonal = Orthogonal.nextTo(random);

        assertThat(orthogonal.rows()).isEqualTo(rows);
        assertThat(orthogonal.columns()).isEqualTo(columns);
        boolean tall = rows > columns;
        for (int seed = 0; seed < 100; seed++) {
            double stretched = stretch(tall ? orthogonal : orthogonal.transposed(), seed);
            assertThat(stretched).isBetween(0.6, 1.3);
        }
    }

    @Test
    void withoutThePolynomialDirectionsAreStretchedUnevenly() {
        Matrix random = random(30, 12, 5);

        assertThat(stretch(random, 1)).isGreaterThan(1.3);
    }

    @Test
    void aStepHasOneLengthWhateverTheGradient() {
        for (double scale : new double[] {1e-3, 1, 1e3}) {
            Parameters weights = new Parameters(SHAPE, Precision.FLOAT64);
            Parameters gradients = weights.zeros();
            fill(gradients.values(), scale, 3);
            Muon muon = new Muon(weights, 0.95, 0, new AdamW(weights, 0.9, 0.99, 0));
            for (int part = 0; part < 3; part++) {
                muon.step(weights, gradients, 1, 0.01, 1, part, 3);
            }

            Matrix changed = weights.tensor("layers.1.w1");
            assertThat(rootMeanSquare(changed)).isCloseTo(0.01 * 0.2, within(0.01 * 0.2 * 0.3));
            assertThat(rootMeanSquare(weights.embedding())).as("by AdamW").isCloseTo(0.01, within(1e-5));
        }
    }

    private static double rootMeanSquare(Matrix matrix) {
        double sum = 0;
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                sum += Math.pow(matrix.get(i, j), 2);
            }
        }
        return Math.sqrt(sum / matrix.rows() / matrix.columns());
    }

    /** ‖M·v‖ of a random v of length 1. */
    private static double stretch(Matrix matrix, int seed) {
        Matrix v = random(matrix.columns(), 1, seed);
        Matrix product = matrix.zeros(matrix.rows(), 1);
        product.addProduct(matrix, v);
        return length(product) / length(v);
    }

    private static double length(Matrix column) {
        return rootMeanSquare(column) * Math.sqrt(column.rows());
    }

    private static Matrix random(int rows, int columns, int seed) {
        Matrix matrix = Matrix.zeros(Precision.FLOAT64, rows, columns);
        fill(matrix.values(), 1, seed);
        return matrix;
    }

    private static void fill(Values values, double scale, int seed) {
        Random random = new Random(seed);
        for (int i = 0; i < values.length(); i++) {
            values.set(i, scale * random.nextGaussian());
        }
    }
}
