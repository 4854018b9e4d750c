package io.github.dsllm.sim.physics.imperfect;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/** Every node is read with a constant error of its own. */
public final class Offset extends Kind {
    public Offset() {
        super(
                "offset",
                "σ = σ + s·r·N(0, 1), r = full scale, the same at each reading",
                "1",
                0.002,
                "assumption: 2 mV of 1 V",
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
            private final Map<Site, float[]> offsets = new HashMap<>();

            @Override
            public void read(Site site, double fullScale, float[] sigma) {
                float[] offset = offsets.computeIfAbsent(site, place -> draw(place, sigma.length));
                for (int i = 0; i < sigma.length; i++) {
                    sigma[i] += (float) (strength * fullScale) * offset[i];
                }
            }

            private float[] draw(Site site, int nodes) {
                SplittableRandom random = site.random(seed, name());
                float[] offset = new float[nodes];
                for (int i = 0; i < nodes; i++) {
                    offset[i] = (float) random.nextGaussian();
                }
                return offset;
            }
        };
    }
}
