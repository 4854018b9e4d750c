package io.github.dsllm.sim.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.assemble.SyntheticImages;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NodeAccuracyTest {
    private static final Numerics NUMERICS = Numerics.DEFAULT;
    private final Random random = new Random(1);

    @Test
    void aDivisionSettlesAtTheRatio() {
        assertSettlesAtTheRatio(new Divider(NUMERICS, 2, false), 1.2, 7e-5);
    }

    @Test
    void aDivisionWithoutEstimateSettlesAtTheRatioInManySteps() {
        assertSettlesAtTheRatio(new Divider(NUMERICS, 20, true), 1.5, 2e-5);
    }

    private void assertSettlesAtTheRatio(Divider divider, double absolute, double relative) {
        for (int i = 0; i < 100_000; i++) {
            long h = (1L << 16) + random.nextInt(1 << 25);
            long b = (long) (h * (random.nextDouble() - 0.5) * 65000);
            divider.selfReaction(h);
            double ratio = (double) b / h;
            assertThat((double) divider.settle(divider.current(b, 0)))
                    .isCloseTo(ratio, within(absolute + Math.abs(ratio) * relative));
        }
    }

    @Test
    void theReciprocalRootIsAccurateOverItsWholeRange() {
        ReciprocalRoot root = new ReciprocalRoot(NUMERICS);

        for (int i = 0; i < 100_000; i++) {
            long v = 1 + (random.nextLong() >>> (18 + random.nextInt(46)));
            root.solve(v);
            double r = root.mantissa() / Math.pow(2, NUMERICS.rsqrtFraction() + root.exponent());
            assertThat(r * Math.sqrt(v)).as("v = %d", v).isCloseTo(1, within(4e-5));
        }
    }

    @Test
    void theExponentialHalvesPerOctave() {
        ChipImage image = SyntheticImages.image(1);
        ExponentialLookup exponential = new ExponentialLookup(image);
        int places = image.core().numerics().exponentFraction();

        for (int t = 0; t < 20 << places; t++) {
            double weight = Math.pow(2, -(double) t / (1 << places));
            assertThat((double) exponential.weight(t) / (1 << 16))
                    .isCloseTo(weight, within(weight * 1e-4 + 1.0 / (1 << 16)));
        }
    }

    @Test
    void sampledTokensFollowTheirWeights() {
        ChipImage image = SyntheticImages.image(1);
        Sampler sampler = new Sampler(new ExponentialLookup(image), ChipImage.DEFAULT_LFSR_POLYNOMIAL);
        sampler.seed(1);
        int places = image.core().numerics().exponentFraction();
        int[] logits = {-(2 << places), 0, -(1 << places), 0, -(40 << places)};
        double[] expected = {0.25 / 2.75, 1 / 2.75, 0.5 / 2.75, 1 / 2.75, 0};

        int[] counts = new int[logits.length];
        int draws = 100_000;
        for (int draw = 0; draw < draws; draw++) {
            counts[sampler.sample(logits, 0, logits.length, 1 << 12, 12)]++;
        }

        for (int token = 0; token < logits.length; token++) {
            assertThat((double) counts[token] / draws).isCloseTo(expected[token], within(0.01));
        }
    }

    @Test
    void theArgMaxIsTheFirstOfTheLargest() {
        assertThat(Sampler.argMax(new int[] {9, -4, 3, 7, 7, 3}, 1, 5)).isEqualTo(2);
    }
}
