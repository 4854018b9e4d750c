package io.github.dsllm.sim.physics.imperfect;

import java.util.SplittableRandom;

/** Noise on every reading, relative to the full scale. */
public final class OutputNoise extends Kind {
    public OutputNoise() {
        super(
                "output-noise",
                "σ = σ + s·r·N(0, 1), r = full scale, anew at each reading",
                "1",
                0.005,
                "assumption: about one step of an 8-bit converter (1/256)",
                0.0005,
                0.001,
                0.002,
                0.005,
                0.01,
                0.02,
                0.05,
                0.1);
    }

    @Override
    public Imperfection at(double strength, long seed) {
        return new Imperfection() {
            private final SplittableRandom random = new Site(0, "").random(seed, name());

            @Override
            public void read(Site site, double fullScale, float[] sigma) {
                double spread = strength * fullScale;
                for (int i = 0; i < sigma.length; i++) {
                    sigma[i] += (float) (spread * random.nextGaussian());
                }
            }
        };
    }
}
