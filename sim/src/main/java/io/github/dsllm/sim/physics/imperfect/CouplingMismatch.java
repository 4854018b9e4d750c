package io.github.dsllm.sim.physics.imperfect;

import java.util.SplittableRandom;

/** Couplings miss their target by a share of it: transistors that should be equal are not. */
public final class CouplingMismatch extends Kind {
    public CouplingMismatch() {
        super(
                "coupling-mismatch",
                "J = J·(1 + s·N(0, 1))",
                "1",
                0.01,
                "assumption: 1 %, devices of about 1 µm² (area law of Pelgrom et al., JSSC 24 (1989) 1433)",
                0.002,
                0.005,
                0.01,
                0.02,
                0.05,
                0.1,
                0.2,
                0.4);
    }

    @Override
    public Imperfection at(double strength, long seed) {
        return new Imperfection() {
            @Override
            public void program(Site site, int row, float[] couplings) {
                SplittableRandom random = site.random(seed, name(), row);
                for (int i = 0; i < couplings.length; i++) {
                    couplings[i] *= (float) (1 + strength * random.nextGaussian());
                }
            }
        };
    }
}
