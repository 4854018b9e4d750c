package io.github.dsllm.sim.physics.imperfect;

import java.util.SplittableRandom;

/** Couplings on a grid of few bits, rounded up or down at random so that the mean is right. */
public final class StochasticCouplingBits extends Kind {
    public StochasticCouplingBits() {
        super(
                "stochastic-coupling-bits",
                "J = ⌊J/r·L + u⌋·r/L, u uniform in 0 … 1, r and L as for coupling-bits",
                "bit",
                8,
                "couplings of the default numerics (docs/numerics.md §1)",
                12,
                10,
                8,
                7,
                6,
                5,
                4,
                3);
    }

    @Override
    public Imperfection at(double strength, long seed) {
        return new Imperfection() {
            @Override
            public void program(Site site, int row, float[] couplings) {
                double range = largest(couplings);
                SplittableRandom random = site.random(seed, name(), row);
                for (int i = 0; i < couplings.length; i++) {
                    couplings[i] = quantised(couplings[i], strength, range, random.nextDouble());
                }
            }
        };
    }
}
