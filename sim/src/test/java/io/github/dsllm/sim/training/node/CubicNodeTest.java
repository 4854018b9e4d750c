package io.github.dsllm.sim.training.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every way to let many nodes discharge against one node after another, bit for bit. */
class CubicNodeTest {
    private static final int CASES = 300;
    private static final int LONGEST = 70;

    @Test
    void manyNodesSideBySideAreAsManyOneByOne() {
        assertThat(differences(new CubicNode())).isZero();
        assertThat(differences(new VectorCubicNode())).isZero();
    }

    @Test
    void anotherLastBitIsSeen() {
        CubicNode upwards = new CubicNode() {
            @Override
            public void discharge(double[] t, int count, double[] charges, double[] slopes) {
                super.discharge(t, count, charges, slopes);
                slopes[count - 1] = Math.nextUp(slopes[count - 1]);
            }
        };
        assertThat(differences(upwards)).isEqualTo(CASES);
    }

    @Test
    void theFastestThatIsThereIsTaken() {
        assertThat(CubicNode.fastest()).isInstanceOf(VectorCubicNode.class);
    }

    /** Cases of random self-reactions, whole octaves and what has vanished among them, in which a bit differs. */
    private static int differences(CubicNode node) {
        int differences = 0;
        CubicNode single = new CubicNode();
        for (int seed = 0; seed < CASES; seed++) {
            double[] t = selfReactions(new Random(seed));
            double[] charges = t.clone();
            double[] slopes = new double[t.length];
            node.discharge(charges, t.length, charges, slopes);
            boolean differs = false;
            for (int i = 0; i < t.length; i++) {
                differs |= bits(charges[i]) != bits(single.value(t[i])) || bits(slopes[i]) != bits(single.slope(t[i]));
            }
            differences += differs ? 1 : 0;
        }
        return differences;
    }

    private static double[] selfReactions(Random random) {
        double[] t = new double[1 + random.nextInt(LONGEST)];
        for (int i = 0; i < t.length; i++) {
            t[i] = switch (random.nextInt(6)) {
                case 0 -> 0;
                case 1 -> random.nextInt(40) / Octaves.PER_NAT;
                case 2 -> 600 + random.nextInt(200);
                case 3 -> Double.MIN_NORMAL * random.nextDouble();
                default -> Math.abs(random.nextGaussian()) * Math.exp(6 * random.nextDouble() - 3);
            };
        }
        return t;
    }

    private static long bits(double x) {
        return Double.doubleToRawLongBits(x);
    }
}
