package io.github.dsllm.sim.physics.imperfect;

import java.util.HashMap;
import java.util.Map;

/** A converter that is too slow for the group: its sample-and-hold still has a part of the value that it held before. */
public final class ConverterRate extends Kind {
    public ConverterRate() {
        super(
                "converter-rate",
                "σ = σ − (σ − σ before)·e^(−s), s = time constants of the sampler per sample",
                "1",
                7,
                "assumption: half a step of 10 bits, e^−7 = 2^−10",
                10,
                7,
                5,
                4,
                3,
                2,
                1.5,
                1);
    }

    @Override
    public Imperfection at(double strength, long seed) {
        return new Imperfection() {
            private final Map<Site, float[]> held = new HashMap<>();

            @Override
            public void read(Site site, double fullScale, float[] sigma) {
                float[] before = held.computeIfAbsent(site, place -> new float[sigma.length]);
                float rest = (float) Math.exp(-strength);
                for (int i = 0; i < sigma.length; i++) {
                    sigma[i] -= (sigma[i] - before[i]) * rest;
                    before[i] = sigma[i];
                }
            }
        };
    }
}
