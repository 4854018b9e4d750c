package io.github.dsllm.sim.physics.imperfect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every non-ideality must fulfil; extend it with yours. */
public abstract class NonIdealityContract {
    private static final Site SITE = new Site(1, "w1");
    private static final int NODES = 300;

    protected abstract NonIdeality kind();

    @Test
    void isFoundByItsNameAndSaysWhatItIs() {
        assertThat(Imperfections.known().get(kind().name())).hasSameClassAs(kind());
        assertThat(kind().name()).matches("[a-z][a-z0-9-]*");
        assertThat(kind().formula()).contains("s").containsAnyOf("=");
        assertThat(kind().unit()).isNotBlank();
        assertThat(kind().source()).hasSizeGreaterThan(8);
        assertThat(kind().standard()).isFinite();
    }

    @Test
    void sameSeedSameChipInAnyOrderOfItsPlaces() {
        for (double strength : kind().sweep()) {
            float[] once = chip(strength, 7, false);
            assertThat(chip(strength, 7, false)).isEqualTo(once);
            assertThat(chip(strength, 7, true)).isEqualTo(once);
        }
    }

    @Test
    void harmGrowsAlongTheSweep() {
        double[] sweep = kind().sweep();
        double before = 0;
        for (double strength : sweep) {
            double error = error(chip(strength, 3, false));
            assertThat(error).as("strength " + strength).isGreaterThanOrEqualTo(before);
            before = error;
        }
        assertThat(before).as("the last strength does something").isGreaterThan(least());
    }

    @Test
    void whatIsReadStaysFinite() {
        for (double strength : kind().sweep()) {
            float[] zeros = new float[4];
            new Imperfections(java.util.List.of(kind().at(strength, 1))).read(SITE, 0, zeros);
            for (float value : zeros) {
                assertThat(value).isFinite();
            }
        }
    }

    /** Rms error that the last strength must exceed; 0 where another imperfection is needed to see this one. */
    protected double least() {
        return 1e-3;
    }

    /** Charges of a linear group on this chip, after a first reading of something else. */
    private float[] chip(double strength, long seed, boolean rowsReversed) {
        Imperfections chip = new Imperfections(java.util.List.of(kind().at(strength, seed)));
        float[][] couplings = couplings();
        for (int k = 0; k < NODES; k++) {
            int row = rowsReversed ? NODES - 1 - k : k;
            chip.program(SITE, row, couplings[row]);
        }
        float[] other = new float[NODES];
        Arrays.fill(other, 0.25f);
        chip.read(SITE, 3, other);
        float[] sigma = rest(couplings);
        chip.read(SITE, Kind.largest(rest(couplings())), sigma);
        return sigma;
    }

    private static double error(float[] sigma) {
        float[] ideal = rest(couplings());
        double square = 0;
        double size = 0;
        for (int i = 0; i < sigma.length; i++) {
            square += Math.pow(sigma[i] - ideal[i], 2);
            size += Math.pow(ideal[i], 2);
        }
        return Math.sqrt(square / size);
    }

    private static float[] rest(float[][] couplings) {
        Random random = new Random(2);
        float[] x = new float[NODES];
        for (int j = 0; j < NODES; j++) {
            x[j] = (float) random.nextGaussian();
        }
        float[] sigma = new float[NODES];
        for (int i = 0; i < NODES; i++) {
            for (int j = 0; j < NODES; j++) {
                sigma[i] += couplings[i][j] * x[j];
            }
        }
        return sigma;
    }

    private static float[][] couplings() {
        Random random = new Random(1);
        float[][] couplings = new float[NODES][NODES];
        for (float[] row : couplings) {
            for (int j = 0; j < NODES; j++) {
                row[j] = (float) (random.nextGaussian() / Math.sqrt(NODES));
            }
        }
        return couplings;
    }
}
