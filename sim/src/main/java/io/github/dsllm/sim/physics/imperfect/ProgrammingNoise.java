package io.github.dsllm.sim.physics.imperfect;

import java.util.SplittableRandom;

/** Couplings miss their target by an amount that does not depend on it. */
public final class ProgrammingNoise extends Kind {
    public ProgrammingNoise() {
        super(
                "programming-noise",
                "J = J + s·r·N(0, 1), r = largest |J| of the row",
                "1",
                0.01,
                "assumption: 1 % of the range",
                0.001,
                0.003,
                0.01,
                0.02,
                0.03,
                0.05,
                0.1,
                0.2);
    }

    @Override
    public Imperfection at(double strength, long seed) {
        return new Imperfection() {
            @Override
            public void program(Site site, int row, float[] couplings) {
                double spread = strength * largest(couplings);
                SplittableRandom random = site.random(seed, name(), row);
                for (int i = 0; i < couplings.length; i++) {
                    couplings[i] += (float) (spread * random.nextGaussian());
                }
            }
        };
    }
}
