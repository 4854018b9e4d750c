package io.github.dsllm.sim.physics.imperfect;

import io.github.dsllm.sim.physics.spice.Circuit;
import java.util.SplittableRandom;

/** Thermal noise of the capacitor on which a charge is read. */
public final class ThermalNoise extends Kind {
    public ThermalNoise() {
        super(
                "thermal-noise",
                "σ = σ + √(kT/C)/V·r·N(0, 1) at T = s, C = 100 fF, V = 1 V for the full scale r",
                "K",
                300,
                "room temperature; C and V of the standard circuit",
                30,
                100,
                300,
                1000,
                3000,
                1e4,
                3e4,
                1e5);
    }

    @Override
    public Imperfection at(double strength, long seed) {
        return new Imperfection() {
            private final SplittableRandom random = new Site(0, "").random(seed, name());
            private final double relative = Circuit.STANDARD.thermalNoise(strength);

            @Override
            public void read(Site site, double fullScale, float[] sigma) {
                double spread = relative * fullScale;
                for (int i = 0; i < sigma.length; i++) {
                    sigma[i] += (float) (spread * random.nextGaussian());
                }
            }
        };
    }
}
